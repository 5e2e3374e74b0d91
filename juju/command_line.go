package juju

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/juju/gnuflag"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// helpValue is the value of --help and of -h. Left alone, gnuflag knows them too, but writes into a variable of its package then, which
// commands that run at the same time share.
type helpValue bool

// String is part of gnuflag's Value.
func (*helpValue) String() string { return "" }

// Set is part of gnuflag's Value.
func (v *helpValue) Set(text string) error {
	value, err := strconv.ParseBool(text)
	*v = helpValue(value)
	return err
}

// IsBoolFlag says that --help takes no value.
func (*helpValue) IsBoolFlag() bool { return true }

// listValue is the value of an option that may be given several times.
type listValue []string

// String is part of gnuflag's Value.
func (v *listValue) String() string { return strings.Join(*v, ",") }

// Set is part of gnuflag's Value.
func (v *listValue) Set(text string) error {
	*v = append(*v, text)
	return nil
}

// absentValue is the value of an option that is not simulated.
type absentValue struct {
	name string
	flag bool // takes no value
	set  bool
}

// String is part of gnuflag's Value.
func (*absentValue) String() string { return "" }

// Set is part of gnuflag's Value.
func (v *absentValue) Set(string) error {
	v.set = true
	return nil
}

// IsBoolFlag says whether the option takes no value.
func (v *absentValue) IsBoolFlag() bool { return v.flag }

// newFlags makes the options that every command has.
func (in *invocation) newFlags(name string) *gnuflag.FlagSet {
	flags := gnuflag.NewFlagSetWithFlagKnownAs(name, gnuflag.ContinueOnError, "option")
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	flags.Var(&in.help, "help", "")
	flags.Var(&in.help, "h", "")
	flags.BoolVar(&in.quiet, "quiet", in.quiet, "")
	for _, name := range []string{"debug", "show-log", "verbose"} {
		flags.BoolVar(&in.ignored, name, false, "")
	}
	flags.Var(new(listValue), "logging-config", "")
	return flags
}

// choose finds the command that argv begins with.
func (in *invocation) choose(argv []string) error {
	global := in.newFlags("juju")
	version := global.Bool("version", false, "")
	if err := global.Parse(false, argv); err != nil {
		return err
	}
	argv = global.Args()
	switch {
	case bool(in.help):
		in.help, argv = false, append([]string{"help"}, argv...)
	case *version:
		argv = []string{"version"}
	case len(argv) == 0:
		argv = []string{"help"}
	}
	in.command, in.argv = in.client.lookUp(argv[0]), argv[1:]
	in.flags = in.newFlags(argv[0])
	return nil
}

// ofModel adds the options of a command about a model.
func (in *invocation) ofModel() {
	in.flags.StringVar(&in.modelFlag, "m", "", "the model: [<controller>:][<user>/]<name>, or its UUID")
	in.flags.StringVar(&in.modelFlag, "model", "", "")
	in.noDifference("B", "no-browser-login")
}

// ofController adds the options of a command about a controller.
func (in *invocation) ofController() (controller *string) {
	in.controllerOnly = true
	controller = new(string)
	in.flags.StringVar(controller, "c", "", "the controller")
	in.flags.StringVar(controller, "controller", "", "")
	in.noDifference("B", "no-browser-login")
	return controller
}

// noDifference adds options without a value that make no difference to what is simulated.
func (in *invocation) noDifference(names ...string) {
	for _, name := range names {
		in.flags.BoolVar(&in.ignored, name, false, "")
	}
}

// noDifferenceValues is noDifference for options with a value.
func (in *invocation) noDifferenceValues(names ...string) {
	for _, name := range names {
		in.flags.Var(new(listValue), name, "")
	}
}

// absentFlags adds options without a value that are not simulated. What is returned refuses them, once the arguments are read.
func (in *invocation) absentFlags(names ...string) (refuse func() error) {
	return in.notThere(true, names)
}

// absentValues is absentFlags for options with a value.
func (in *invocation) absentValues(names ...string) (refuse func() error) {
	return in.notThere(false, names)
}

func (in *invocation) notThere(flag bool, names []string) func() error {
	var values []*absentValue
	for _, name := range names {
		value := &absentValue{name: name, flag: flag}
		values = append(values, value)
		in.flags.Var(value, name, "")
	}
	return func() error {
		for _, value := range values {
			if value.set {
				return absent("option %s of juju %s", dashed(value.name), in.command.name)
			}
		}
		return nil
	}
}

// parse reads the options and returns the other arguments.
func (in *invocation) parse() ([]string, error) {
	if err := in.flags.Parse(true, in.argv); err != nil {
		return nil, err
	}
	if in.help {
		return nil, errHelp
	}
	return in.flags.Args(), nil
}

// given reports whether an option was given.
func (in *invocation) given(option string) bool {
	found := false
	in.flags.Visit(func(flag *gnuflag.Flag) { found = found || flag.Name == option })
	return found
}

// none refuses arguments that are too many.
func none(args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("unrecognized args: %q", args)
}

// atMostOne returns the one argument, or none.
func atMostOne(args []string) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	return args[0], none(args[1:])
}

// controllerName and userName are those of every simulated controller.
const (
	controllerName = "scenario"
	userName       = "admin"
)

// controllerError says that there is no such controller.
type controllerError struct{ name string }

// Error returns Juju's text.
func (e *controllerError) Error() string { return fmt.Sprintf("controller %s not found", e.name) }

// unselected reports whether the current model was destroyed, and no other was chosen.
func (c *Client) unselected() bool { return c.Unselected || c.Model.life == controller.Dead }

// choose makes a model the current one.
func (c *Client) choose(m *Model) { c.Model, c.Unselected = m, false }

// living is the current model, or any other once that was destroyed, or the destroyed one when there is none.
func (c *Client) living() *Model {
	if c.Model.life == controller.Dead && len(c.Model.world.models) > 0 {
		return c.Model.world.models[0]
	}
	return c.Model
}

// find finds a model of the controller as -m names it: [<controller>:][<user>/]<name>, or a UUID, or how one begins. Empty: the current one.
func (c *Client) find(name string) (*Model, error) {
	if controller, rest, ok := strings.Cut(name, ":"); ok {
		if controller != "" && controller != controllerName { // ":model": on this one
			return nil, &controllerError{controller}
		}
		name = rest
	}
	if name == "" {
		if c.unselected() {
			return nil, c.errUnselected()
		}
		return c.Model, nil
	}
	qualified := name
	if !strings.Contains(qualified, "/") {
		qualified = userName + "/" + qualified
	}
	for _, m := range c.Model.world.models {
		if userName+"/"+m.Name == qualified || len(name) > 5 && strings.HasPrefix(m.UUID, name) {
			return m, nil
		}
	}
	return nil, fmt.Errorf("model %s:%s not found", controllerName, qualified)
}

// target is the model that the command is about, for commands whose arguments depend on its type; nil: there is none such.
func (in *invocation) target() *Model {
	m, err := in.client.find(in.modelFlag)
	if err != nil {
		return nil
	}
	return m
}

// onKubernetes reports whether the command is about a model on Kubernetes.
func (in *invocation) onKubernetes() bool {
	m := in.target()
	return m != nil && m.Type == call.ModelKubernetes
}

// identifier is what the user calls the model.
func (in *invocation) identifier() string {
	_, name, ok := strings.Cut(in.modelFlag, ":")
	if !ok {
		name = in.modelFlag
	}
	if name == "" {
		return userName + "/" + in.model.Name
	}
	return name
}
