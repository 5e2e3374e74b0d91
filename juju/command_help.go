package juju

import (
	"errors"
	"fmt"
	"strings"

	"github.com/juju/gnuflag"
)

// dashed is an option as it is typed.
func dashed(option string) string {
	if len(option) == 1 {
		return "-" + option
	}
	return "--" + option
}

// helpText is what --help prints of a command: its own words, not Juju's.
func (in *invocation) helpText() string {
	var options strings.Builder
	in.flags.VisitAll(func(flag *gnuflag.Flag) {
		if flag.Usage != "" {
			options.WriteString(strings.TrimRight(fmt.Sprintf("    %-16s %s", dashed(flag.Name), flag.Usage), " ") + "\n")
		}
	})
	var out strings.Builder
	fmt.Fprintf(&out, "Usage: juju %s", in.command.name)
	if options.Len() > 0 {
		out.WriteString(" [options]")
	}
	if in.command.args != "" {
		out.WriteString(" " + in.command.args)
	}
	fmt.Fprintf(&out, "\n\nSummary:\n%s\n", in.command.summary)
	if options.Len() > 0 {
		fmt.Fprintf(&out, "\nOptions:\n%s", options.String())
	}
	if len(in.command.aliases) > 0 {
		fmt.Fprintf(&out, "\nAliases: %s\n", strings.Join(in.command.aliases, ", "))
	}
	return out.String()
}

func helpCommand(in *invocation) (func() error, error) {
	in.controllerOnly = true
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	topic := ""
	if len(args) > 0 {
		topic = args[0]
	}
	if len(args) > 1 && in.client.lookUp(topic).summary != "" {
		return nil, fmt.Errorf("extra arguments to command help: %q", args[1:])
	}
	return func() error {
		switch topic {
		case "", "commands", "topics":
			in.printf("The juju client, simulated. \"juju help <command>\" shows one command.\n\nCommands:\n\n")
			for _, c := range commands() {
				in.printf("    %-20s %s\n", c.name, c.summary)
			}
			return nil
		}
		about := &invocation{client: in.client, command: in.client.lookUp(topic), argv: []string{"--help"}}
		about.flags = about.newFlags(topic)
		run, err := about.command.read(about)
		if errors.Is(err, errHelp) {
			in.printf("%s", about.helpText())
			return nil
		}
		if err != nil {
			return err
		}
		return run()
	}, nil
}
