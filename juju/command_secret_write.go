package juju

import (
	"errors"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/internal/content"
)

// secretFlags adds the options of commands that are given content.
func (in *invocation) secretFlags() *SecretArgs {
	args := &SecretArgs{}
	in.flags.StringVar(&args.Info, "info", "", "the description")
	in.flags.StringVar(&args.File, "file", "", "a YAML or JSON file of keys and values")
	return args
}

// readContent reads content from arguments and the file. The client does so before it asks Juju for anything.
func (in *invocation) readContent(words []string, args *SecretArgs) error {
	m := in.client.Model
	given, err := content.Arguments(words, m.version, readFile)
	if err != nil {
		return err
	}
	args.Content, err = m.userContent(SecretArgs{Content: given, File: args.File})
	args.File = ""
	return err
}

func addSecretCommand(in *invocation) (func() error, error) {
	in.ofModel()
	secret := in.secretFlags()
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("secret name needs to be supplied as the first argument")
	}
	if err := in.readContent(args[1:], secret); err != nil {
		return nil, err
	}
	if len(secret.Content) == 0 {
		return nil, errors.New("missing secret value or filename")
	}
	return func() error {
		uri, err := in.model.AddSecret(args[0], *secret)
		if err == nil {
			in.printf("%s\n", uri)
		}
		return err
	}, nil
}

// optionalBool is the value of an option that may be left out, given alone, or with true or false.
type optionalBool struct{ value **bool }

// String is part of gnuflag's Value.
func (v optionalBool) String() string {
	if v.value == nil || *v.value == nil {
		return ""
	}
	return strconv.FormatBool(**v.value)
}

// Set is part of gnuflag's Value.
func (v optionalBool) Set(text string) error {
	value, err := strconv.ParseBool(text)
	*v.value = &value
	return err
}

// IsBoolFlag says that the option may be given alone.
func (v optionalBool) IsBoolFlag() bool { return true }

func updateSecretCommand(in *invocation) (func() error, error) {
	in.ofModel()
	secret := in.secretFlags()
	in.flags.StringVar(&secret.NewName, "name", "", "the new name")
	in.flags.Var(optionalBool{&secret.AutoPrune}, "auto-prune", "remove revisions by itself that nobody tracks")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("missing secret URI")
	}
	return func() error { return in.model.UpdateSecret(args[0], *secret) }, in.readContent(args[1:], secret)
}

func removeSecretCommand(in *invocation) (func() error, error) {
	in.ofModel()
	revision := in.flags.Int("revision", 0, "remove this revision alone")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("missing secret URI")
	}
	return func() error { return in.model.RemoveSecret(args[0], *revision) }, none(args[1:])
}

func grantSecretCommand(in *invocation) (func() error, error) {
	return changeAccess(in, (*Model).GrantSecret)
}

func revokeSecretCommand(in *invocation) (func() error, error) {
	return changeAccess(in, (*Model).RevokeSecret)
}

func changeAccess(in *invocation, change func(*Model, string, ...string) error) (func() error, error) {
	in.ofModel()
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) < 2 {
		return nil, errors.New("missing secret URI or application name")
	}
	return func() error { return change(in.model, args[0], strings.Split(args[1], ",")...) }, none(args[2:])
}
