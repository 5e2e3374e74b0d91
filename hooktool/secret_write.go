package hooktool

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
)

// secretOptions are the options that secret-add and secret-set share.
type secretOptions struct {
	label, description, file, owner, rotate, expire string

	expireAt time.Time
	expireIn time.Duration
}

func (in *invocation) secretOptions() *secretOptions {
	o := &secretOptions{}
	in.flags.StringVar(&o.label, "label", "", "label of the secret")
	in.flags.StringVar(&o.description, "description", "", "description of the secret")
	in.flags.StringVar(&o.file, "file", "", "file with a map of content; an absolute path")
	in.flags.StringVar(&o.owner, "owner", "", "owner of the secret: application or unit")
	in.flags.StringVar(&o.rotate, "rotate", "", "how often to rotate: never, hourly, daily, weekly, monthly, quarterly or yearly")
	in.flags.StringVar(&o.expire, "expire", "", "when the content expires: a time or a duration")
	return o
}

// check reads the options that have a form of their own.
func (o *secretOptions) check(in *invocation) error {
	if err := o.readExpire(in); err != nil {
		return err
	}
	in.refuse(call.ValidateRotatePolicy(call.RotatePolicy(o.rotate)))
	if in.given("owner") && o.owner != string(call.OwnerApplication) && o.owner != string(call.OwnerUnit) {
		in.refuse(&call.Error{Code: call.ErrNotValid, Message: fmt.Sprintf("secret owner %q not valid", o.owner)})
	}
	return nil
}

// readExpire reads a time, or a duration, which stays one: it counts from when the call is made.
func (o *secretOptions) readExpire(in *invocation) error {
	if o.expire == "" {
		return nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, o.expire); err == nil {
			o.expireAt = at.UTC()
			return nil
		}
	}
	after, err := time.ParseDuration(o.expire)
	if err != nil {
		return fmt.Errorf("expire time or duration %q not valid", o.expire)
	}
	if after <= 0 {
		in.refuse(&call.Error{Code: call.ErrNotValid, Message: fmt.Sprintf("negative expire duration %q not valid", o.expire)})
	}
	o.expireIn = after
	return nil
}

// secretAdd reads secret-add.
func secretAdd(in *invocation) (step, error) {
	o := in.secretOptions()
	args, err := in.parse(-1)
	if err != nil {
		return step{}, err
	}
	if len(args) == 0 && o.file == "" {
		return step{}, errors.New("missing secret value or filename")
	}
	if err := o.check(in); err != nil {
		return step{}, err
	}
	content, err := in.secretContent(args, o.file)
	if err != nil {
		return step{}, err
	}
	c := &call.SecretAdd{
		Content: content, Owner: call.SecretOwner(o.owner), Label: o.label, Description: o.description,
		Rotate: call.RotatePolicy(o.rotate), Expire: o.expireAt, ExpireIn: o.expireIn,
	}
	// What Validate can still refuse is a file that holds no content; Juju's tool sees that when it runs.
	return step{call: c, invalidWhenRun: true, answer: func() (any, error) { return c.ID, nil }}, nil
}

// secretSet reads secret-set.
func secretSet(in *invocation) (step, error) {
	o := in.secretOptions()
	args, err := in.parse(-1)
	if err != nil {
		return step{}, err
	}
	id := in.secretArgument(args)
	in.refuse(call.Validate(&call.SecretSet{ID: id}, in.version())) // the ID before all else
	if err := o.check(in); err != nil {
		return step{}, err
	}
	content, err := in.secretContent(args[min(1, len(args)):], o.file)
	if err != nil {
		return step{}, err
	}
	return step{call: &call.SecretSet{
		ID: id, Content: content, Label: o.label, Description: o.description,
		Rotate: call.RotatePolicy(o.rotate), Expire: o.expireAt, ExpireIn: o.expireIn,
	}}, nil
}

func writeSecretAdd(l *commandLine, c *call.SecretAdd) {
	l.option("--owner", string(c.Owner))
	l.metadata(c.Label, c.Description, c.Rotate, c.Expire, c.ExpireIn)
	l.content(c.Content)
	if len(c.Content) == 0 {
		// Without any content the tool would miss a word rather than refuse the secret.
		l.files = append(l.files, secretFile{content: []byte("{}"), before: "--file=", option: true})
	}
}

func answerSecretAdd(c *call.SecretAdd, text []byte) error {
	c.ID = strings.TrimSpace(string(text))
	_, err := call.ParseSecretURI(c.ID)
	return err
}

func writeSecretSet(l *commandLine, c *call.SecretSet) {
	l.metadata(c.Label, c.Description, c.Rotate, c.Expire, c.ExpireIn)
	l.optionalWord(c.ID)
	l.content(c.Content)
	if c.ID == "" {
		l.files = nil // the first of them would be taken for the ID
	}
}

// metadata adds the options that secret-add and secret-set share. A duration stays one.
func (l *commandLine) metadata(label, description string, rotate call.RotatePolicy, at time.Time, after time.Duration) {
	l.option("--label", label)
	l.option("--description", description)
	l.option("--rotate", string(rotate))
	switch {
	case after != 0:
		l.option("--expire", after.String())
	case !at.IsZero():
		l.option("--expire", at.UTC().Format(time.RFC3339Nano))
	}
}
