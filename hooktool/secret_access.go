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
	c.ID, c.Relation = in.secretArgument(args), relation.id
	in.validate(c)
	app, _, _ := strings.Cut(c.Unit, "/")
	if remote := relation.remoteApp(); app != "" && remote != "" && app != remote {
		in.refuse(&call.Error{Code: call.ErrNotValid, Message: fmt.Sprintf("cannot specify unit %q in relation to application %q", c.Unit, remote)})
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
	c.ID, c.Relation = in.secretArgument(args), relation.id
	in.validate(c)
	return step{call: c}, extra
}

func writeSecretGrant(l *commandLine, c *call.SecretGrant) {
	l.relation(c.Relation)
	l.option("--unit", c.Unit)
	l.optionalWord(c.ID)
}

// writeSecretRevoke names a relation only when the call does; in a relation hook the tool then takes the
// hook's.
func writeSecretRevoke(l *commandLine, c *call.SecretRevoke) {
	if c.Relation != "" {
		l.relation(c.Relation)
	}
	l.option("--app", c.App)
	l.option("--unit", c.Unit)
	l.optionalWord(c.ID)
}
