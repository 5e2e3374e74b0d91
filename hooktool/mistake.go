package hooktool

import (
	"fmt"
	"strings"

	"github.com/juju/gnuflag"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/nearest"
)

// Mistake tells a person how a charm called a hook tool wrongly: the command line, what the tool answered
// and, when an option or the tool is misspelt, what was probably meant. It is empty for a result that has
// another reason than the command line. Values of secrets, stored state and results are left out.
func Mistake(session call.Session, argv []string, result Result) string {
	if len(argv) == 0 {
		return ""
	}
	stderr := strings.TrimSuffix(string(result.Stderr), "\n")
	t, known := lookUp(argv[0])
	known = known && hasTool(argv[0], session.Hook.JujuVersion)
	if known && result.Code != exitArguments {
		return ""
	}
	words := []string{argv[0]}
	for i, word := range argv[1:] {
		shown := shownWord(argv[:i+1], word)
		if shown != word {
			stderr = strings.ReplaceAll(stderr, fmt.Sprintf("%q", word), shown)
		}
		words = append(words, shown)
	}
	from := "hook " + session.Hook.Name
	if session.Hook.Kind == call.KindAction {
		from = "action " + session.Hook.Action
	}
	text := fmt.Sprintf("charm ran: %s   exit %d, stderr %q\n  from %s", strings.Join(words, " "), result.Code, stderr, from)
	meant := ""
	if !known {
		meant = nearest.Name(argv[0], Tools(session.Hook.JujuVersion))
	} else if _, option, ok := strings.Cut(stderr, notDefined); ok {
		meant = nearest.Name(option, t.options(session, argv[0]))
	}
	if meant != "" {
		text += "; did you mean " + meant + "?"
	}
	return text
}

// notDefined is how an option that a tool does not have is refused.
const notDefined = "option provided but not defined: "

// shownWord shows a word of a command line, of what may be secret its key and size alone.
func shownWord(before []string, word string) string {
	if strings.HasPrefix(word, "-") {
		return word
	}
	if key, value, ok := strings.Cut(word, "="); ok {
		return fmt.Sprintf("%s=(%d bytes)", key, len(value))
	}
	takesContent := before[0] == "secret-add" || before[0] == "secret-set"
	if !takesContent || strings.HasPrefix(before[len(before)-1], "-") {
		return word // nothing that is secret, or the value of an option
	}
	if _, err := call.ParseSecretURI(word); err == nil {
		return word
	}
	return fmt.Sprintf("(%d bytes)", len(word))
}

// options lists the options of the tool as they are typed.
func (t tool) options(session call.Session, name string) []string {
	in := newInvocation(session, name, []string{"--help"}, nil)
	_, _ = t.read(in) // stops at --help, once the options are declared
	var names []string
	in.options(func(flag *gnuflag.Flag) {
		if len(flag.Name) > 1 {
			names = append(names, "--"+flag.Name)
		}
	})
	return names
}
