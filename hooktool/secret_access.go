package hooktool

import (
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// secretGrant reads secret-grant.
func secretGrant(in *invocation) (step, error) {
	c := &call.SecretGrant{}
	in.flags.StringVar(&c.Unit, "unit", "", "the one unit that may read the secret")
	relation := in.relationFlag()
	args, extra, err := in.parseAtMost(1)
	if err != nil {
		return step{}, err
	}
	if c.ID, err = secretArgument(args); err != nil {
		return step{}, err
	}
	c.Relation = relation.id
	if invalid := call.Validate(c, in.version()); invalid != nil {
		return step{}, invalid
	}
	app, _, _ := strings.Cut(c.Unit, "/")
	if remote := relation.remoteApp(); app != "" && remote != "" && app != remote {
		return step{}, fmt.Errorf("cannot specify unit %q in relation to application %q", c.Unit, remote)
	}
	return step{call: c}, extra
}

// secretRevoke reads secret-revoke.
func secretRevoke(in *invocation) (step, error) {
	c := &call.SecretRevoke{}
	in.flags.StringVar(&c.App, "app", "", "application whose grant to take back")
	in.flags.StringVar(&c.App, "application", "", "")
	in.flags.StringVar(&c.Unit, "unit", "", "unit whose grant to take back")
	relation := in.relationFlag()
	args, extra, err := in.parseAtMost(1)
	if err != nil {
		return step{}, err
	}
	if c.ID, err = secretArgument(args); err != nil {
		return step{}, err
	}
	c.Relation = relation.id
	if invalid := call.Validate(c, in.version()); invalid != nil {
		return step{}, invalid
	}
	return step{call: c}, extra
}
