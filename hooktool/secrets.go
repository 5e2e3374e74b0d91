package hooktool

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
)

// secretGet reads secret-get.
func secretGet(in *invocation) (step, error) {
	c := &call.SecretGet{}
	in.prints(formatYAML, formatJSON)
	in.flags.StringVar(&c.Label, "label", "", "label of the secret; with an ID: the label to give it")
	in.flags.BoolVar(&c.Peek, "peek", false, "print the latest revision")
	in.flags.BoolVar(&c.Refresh, "refresh", false, "track the latest revision")
	args, extra, err := in.parseAtMost(2)
	if err != nil {
		return step{}, err
	}
	c.ID = in.secretArgument(args)
	in.validate(c)
	key := ""
	if len(args) > 1 {
		key = args[1]
	}
	return step{call: c, answer: func() (any, error) { return secretValue(c.Content, key) }}, extra
}

// secretValue returns the content, or one value of it.
func secretValue(content map[string]string, key string) (any, error) {
	if key == "" {
		return pick(content, ""), nil
	}
	name, encode := strings.CutSuffix(key, base64Suffix)
	value, ok := content[name]
	if !ok {
		return nil, fmt.Errorf("secret key value %q not found", name)
	}
	if encode {
		return base64.StdEncoding.EncodeToString([]byte(value)), nil
	}
	return value, nil
}

// secretArgument returns the URI of a secret as it was given; empty when it was not.
func (in *invocation) secretArgument(args []string) string {
	if len(args) == 0 {
		return ""
	}
	if args[0] == "" {
		in.refuse(&call.Error{Code: call.ErrNotValid, Message: `secret URI "" not valid`})
	}
	return args[0]
}

// secretInfo is how secret-info-get prints the metadata of a secret.
type secretInfo struct {
	Revision    int            `yaml:"revision" json:"revision"`
	Label       string         `yaml:"label" json:"label"`
	Owner       string         `yaml:"owner" json:"owner"`
	Description string         `yaml:"description,omitempty" json:"description,omitempty"`
	Rotation    string         `yaml:"rotation,omitempty" json:"rotation,omitempty"`
	Expiry      *time.Time     `yaml:"expiry,omitempty" json:"expiry,omitempty"`
	Rotates     *time.Time     `yaml:"rotates,omitempty" json:"rotates,omitempty"`
	Access      []secretAccess `yaml:"access,omitempty" json:"access,omitempty"`
}

type secretAccess struct {
	Target string `yaml:"target" json:"target"`
	Scope  string `yaml:"scope" json:"scope"`
	Role   string `yaml:"role" json:"role"`
}

// secretInfoGet reads secret-info-get.
func secretInfoGet(in *invocation) (step, error) {
	c := &call.SecretInfoGet{}
	in.prints(formatYAML, formatJSON)
	in.flags.StringVar(&c.Label, "label", "", "label of the secret")
	args, extra, err := in.parseAtMost(1)
	if err != nil {
		return step{}, err
	}
	c.ID = in.secretArgument(args)
	in.validate(c)
	return step{call: c, answer: func() (any, error) {
		return map[string]secretInfo{c.Info.ID: printedInfo(&c.Info)}, nil
	}}, extra
}

func printedInfo(info *call.SecretInfo) secretInfo {
	printed := secretInfo{
		Revision: info.Revision, Label: info.Label, Owner: string(info.Owner), Description: info.Description,
		Rotation: string(info.Rotate), Expiry: orNil(info.Expire), Rotates: orNil(info.NextRotate),
	}
	for _, access := range info.Access {
		printed.Access = append(printed.Access, secretAccess(access))
	}
	return printed
}

func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// secretIDs reads secret-ids. Without secrets JSON prints null, as Juju does.
func secretIDs(in *invocation) (step, error) {
	in.prints(formatSmart, formatYAML, formatJSON)
	if _, err := in.parse(0); err != nil {
		return step{}, err
	}
	c := &call.SecretIDs{}
	return step{call: c, answer: func() (any, error) {
		if len(c.IDs) == 0 {
			return []string(nil), nil
		}
		return c.IDs, nil
	}}, nil
}

// secretRemove reads secret-remove.
func secretRemove(in *invocation) (step, error) {
	c := &call.SecretRemove{}
	in.flags.IntVar(&c.Revision, "revision", 0, "the one revision to remove")
	args, extra, err := in.parseAtMost(1)
	if err != nil {
		return step{}, err
	}
	c.ID = in.secretArgument(args)
	in.validate(c)
	return step{call: c}, extra
}

func writeSecretGet(l *commandLine, c *call.SecretGet) {
	l.prints(formatYAML)
	l.option("--label", c.Label)
	l.flag("--peek", c.Peek)
	l.flag("--refresh", c.Refresh)
	l.optionalWord(c.ID)
}

func answerSecretGet(c *call.SecretGet, text []byte) (err error) {
	c.Content, err = texts(text, c.Content)
	return err
}

func writeSecretInfoGet(l *commandLine, c *call.SecretInfoGet) {
	l.prints(formatJSON)
	l.option("--label", c.Label)
	l.optionalWord(c.ID)
}

func answerSecretInfoGet(c *call.SecretInfoGet, text []byte) error {
	var printed map[string]secretInfo
	if err := json.Unmarshal(text, &printed); err != nil {
		return err
	}
	if len(printed) != 1 {
		return fmt.Errorf("got %d secrets, want one", len(printed))
	}
	for id, info := range printed {
		c.Info = call.SecretInfo{
			ID: id, Revision: info.Revision, Label: info.Label, Owner: call.SecretOwner(info.Owner), Description: info.Description,
			Rotate: call.RotatePolicy(info.Rotation), Expire: orZero(info.Expiry), NextRotate: orZero(info.Rotates),
		}
		for _, access := range info.Access {
			c.Info.Access = append(c.Info.Access, call.SecretAccess(access))
		}
	}
	return nil
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func writeSecretIDs(l *commandLine, _ *call.SecretIDs) { l.prints(formatJSON) }

func answerSecretIDs(c *call.SecretIDs, text []byte) (err error) {
	c.IDs, err = names(text)
	slices.Sort(c.IDs) // Juju walks a map
	return err
}

func writeSecretRemove(l *commandLine, c *call.SecretRemove) {
	if c.Revision != 0 {
		l.option("--revision", strconv.Itoa(c.Revision))
	}
	l.optionalWord(c.ID)
}
