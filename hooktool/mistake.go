package hooktool

import (
	"fmt"
	"slices"
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
	var options []string
	if known {
		options = t.options(session, argv[0])
	}
	words := []string{argv[0]}
	for i, word := range argv[1:] {
		shown := shownWord(argv[:i+1], word, !known || takesContent[argv[0]], options)
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
		meant = nearest.Name(option, options)
	}
	if meant != "" {
		text += "; did you mean " + meant + "?"
	}
	return text
}

// notDefined is how an option that a tool does not have is refused.
const notDefined = "option provided but not defined: "

// takesContent has the tools whose words may be secret.
var takesContent = map[string]bool{"secret-add": true, "secret-set": true, "state-set": true, "leader-set": true, "action-set": true}

// shownWord shows a word of a command line, of what may be secret its key and size alone.
func shownWord(before []string, word string, content bool, options []string) string {
	name, value, pair := strings.Cut(word, "=")
	isOption := strings.HasPrefix(word, "-") && !slices.Contains(before, "--")
	switch {
	case isOption && (!content || !pair && (strings.HasPrefix(word, "--") || len(word) <= 2) || meantOption(name, options)):
		return word
	case isOption && !strings.HasPrefix(word, "--"): // -password=x is -p with a value
		return fmt.Sprintf("%s(%d bytes)", word[:2], len(word)-2)
	case pair:
		return fmt.Sprintf("%s=(%d bytes)", name, len(value))
	case !content || meantOption(before[len(before)-1], options):
		return word // nothing that is secret, or the value of an option
	}
	if _, err := call.ParseSecretURI(word); err == nil {
		return word
	}
	return fmt.Sprintf("(%d bytes)", len(word))
}

// meantOption reports whether a word is one of the options, or a misspelt one.
func meantOption(word string, options []string) bool {
	return strings.HasPrefix(word, "--") && (slices.Contains(options, word) || nearest.Name(word, options) != "")
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
