package hooktool

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
	"go.yaml.in/yaml/v2"
)

// commandLine is a call as it is typed: what reads a tool's arguments, backwards. What other processes
// must not see, or what a word cannot hold, goes through files and standard input.
type commandLine struct {
	options []string
	words   []string
	stdin   []byte       // nil: none
	files   []secretFile // to be written first
	refusal error        // why the call cannot be typed; nil: it can
}

// secretFile is a file of secret content, and the word or option that names it.
type secretFile struct {
	content []byte
	before  string // "password#file=" as a word, "--file=" as an option
	option  bool
}

// option adds an option with a value, unless the value is empty. Written in one word, the value is never
// taken for another option.
func (l *commandLine) option(name, value string) {
	if value != "" {
		l.options = append(l.options, name+"="+value)
	}
}

// flag adds an option without a value when it is set.
func (l *commandLine) flag(name string, set bool) {
	if set {
		l.options = append(l.options, name)
	}
}

// word adds an argument that is no option, whatever it begins with.
func (l *commandLine) word(text string) { l.words = append(l.words, text) }

// optionalWord adds an argument unless it is empty.
func (l *commandLine) optionalWord(text string) {
	if text != "" {
		l.word(text)
	}
}

// prints asks for the answer in a format.
func (l *commandLine) prints(format string) { l.option("--format", format) }

// relation names the relation. Without a name the tool would take that of the hook, which is not what the
// call says.
func (l *commandLine) relation(id string) {
	if id == "" {
		l.refuse("no relation id specified")
		return
	}
	l.options = append(l.options, "-r", id)
}

func (l *commandLine) refuse(format string, args ...any) {
	if l.refusal == nil {
		l.refusal = &call.Error{Code: call.ErrNotValid, Message: fmt.Sprintf(format, args...)}
	}
}

// pair adds key=value as a word. The tool takes what is before the first "=" for the key.
func (l *commandLine) pair(key, value string) {
	if strings.Contains(key, "=") {
		l.refuse("key %q not valid", key)
		return
	}
	l.word(key + "=" + value)
}

// settings gives a map through standard input, which keeps every byte of keys and values.
func (l *commandLine) settings(values map[string]string) {
	if len(values) == 0 {
		return
	}
	text, err := yaml.Marshal(values)
	if err != nil {
		l.refuse("%v", err)
		return
	}
	l.option("--file", "-")
	l.stdin = text
}

// content gives secret content through a file for each key.
func (l *commandLine) content(content map[string]string) {
	undecodable := make(map[string]string)
	for _, key := range sortedKeys(content) {
		name, value := key, content[key]
		if plain, encoded := strings.CutSuffix(key, base64Suffix); encoded {
			text, err := base64.StdEncoding.Strict().DecodeString(value)
			if err != nil || base64.StdEncoding.EncodeToString(text) != value {
				undecodable[key] = value
				continue
			}
			name, value = plain, string(text)
		}
		if strings.Contains(name, "=") {
			l.refuse("key %q not valid", name)
			return
		}
		l.files = append(l.files, secretFile{content: []byte(value), before: name + fileSuffix + "="})
	}
	if len(undecodable) > 0 {
		text, err := json.Marshal(undecodable)
		if err != nil {
			l.refuse("%v", err)
			return
		}
		l.files = append(l.files, secretFile{content: text, before: "--file=", option: true})
	}
}

// argv returns the whole of it; paths are those of files, in order.
func (l *commandLine) argv(tool string, paths []string) []string {
	argv := append([]string{tool}, l.options...)
	words := l.words
	for i, file := range l.files {
		if file.option {
			argv = append(argv, file.before+paths[i])
		} else {
			words = append(words, file.before+paths[i])
		}
	}
	if len(words) > 0 {
		argv = append(append(argv, "--"), words...)
	}
	return argv
}
