package hooktool

import (
	"errors"
	"fmt"
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
	in.flags.StringVar(&o.owner, "owner", string(call.OwnerApplication), "owner of the secret: application or unit")
	in.flags.StringVar(&o.rotate, "rotate", "", "how often to rotate: never, hourly, daily, weekly, monthly, quarterly or yearly")
	in.flags.StringVar(&o.expire, "expire", "", "when the content expires: a time or a duration")
	return o
}

// check reads the options that have a form of their own.
func (o *secretOptions) check(v call.Version) error {
	if err := o.readExpire(); err != nil {
		return err
	}
	if invalid := call.ValidateRotatePolicy(call.RotatePolicy(o.rotate)); invalid != nil {
		return invalid
	}
	if o.owner != string(call.OwnerApplication) && o.owner != string(call.OwnerUnit) {
		return fmt.Errorf("secret owner %q not valid", o.owner)
	}
	return nil
}

// readExpire reads a time, or a duration, which stays one: it counts from when the call is made.
func (o *secretOptions) readExpire() error {
	if o.expire == "" {
		return nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, o.expire); err == nil {
			o.expireAt = at.UTC()
			return nil
		}
	}
	in, err := time.ParseDuration(o.expire)
	if err != nil {
		return fmt.Errorf("expire time or duration %q not valid", o.expire)
	}
	if in <= 0 {
		return fmt.Errorf("negative expire duration %q not valid", o.expire)
	}
	o.expireIn = in
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
	if err := o.check(in.version()); err != nil {
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
	id, err := secretArgument(args)
	if err != nil {
		return step{}, err
	}
	if err := o.check(in.version()); err != nil {
		return step{}, err
	}
	content, err := in.secretContent(args[1:], o.file)
	if err != nil {
		return step{}, err
	}
	return step{call: &call.SecretSet{
		ID: id, Content: content, Label: o.label, Description: o.description,
		Rotate: call.RotatePolicy(o.rotate), Expire: o.expireAt, ExpireIn: o.expireIn,
	}}, nil
}
