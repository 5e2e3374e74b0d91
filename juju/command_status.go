package juju

import (
	"errors"
	"fmt"
	"strings"
)

func statusCommand(in *invocation) (func() error, error) {
	in.ofModel()
	utc := in.flags.Bool("utc", false, "print times in UTC")
	color := in.flags.Bool("color", false, "")
	noColor := in.flags.Bool("no-color", false, "")
	relations := in.flags.Bool("relations", false, "show the relations too")
	in.flags.BoolVar(relations, "integrations", false, "")
	in.noDifference("storage")
	in.flags.Int("retry-count", 3, "")
	in.flags.Duration("retry-delay", 0, "")
	watch := in.flags.Duration("watch", 0, "")
	in.prints("tabular", "json", "line", "oneline", "short", "summary", "yaml")
	patterns, err := in.parse()
	switch {
	case err != nil:
		return nil, err
	case *color && *noColor:
		return nil, errors.New("cannot mix --no-color and --color")
	case *watch != 0:
		return nil, absent("option --watch of juju status")
	case *color:
		return nil, absent("option --color of juju status")
	}
	return func() error {
		tabular := in.format == "tabular"
		if !tabular {
			in.alwaysShown()
		}
		v := view{Status: in.model.Status(), model: in.model, utc: *utc, relations: *relations || !tabular}
		v.choose(patterns)
		if err := in.write(v.document(), func() string { return v.text(in.format) }); err != nil {
			return err
		}
		in.tellEmpty(&v, len(patterns))
		return nil
	}, nil
}

// text is the status in a format of its own.
func (v *view) text(format string) string {
	switch format {
	case "tabular":
		return v.tabular()
	case "summary":
		return v.summary()
	}
	return v.lines()
}

// alwaysShown says that options make no difference to formats for programs.
func (in *invocation) alwaysShown() {
	var given []string
	for _, option := range []string{"integrations", "relations", "storage"} {
		if in.given(option) {
			given = append(given, option)
		}
	}
	switch len(given) {
	case 0:
	case 1:
		in.infof("provided %s option is always enabled in non tabular formats", given[0])
	default:
		in.infof("provided %s options are always enabled in non tabular formats", strings.Join(given, ", "))
	}
}

// tellEmpty says that there is nothing to show.
func (in *invocation) tellEmpty(v *view, patterns int) {
	if len(v.Applications)+len(v.Machines)+len(v.SAAS)+len(v.Offers)+len(v.Relations) > 0 {
		return
	}
	if patterns == 0 {
		in.infof("\nModel %q is empty.", in.identifier())
		return
	}
	in.infof("Nothing matched specified %s.", fmt.Sprintf("filter%s", plural(patterns)))
}
