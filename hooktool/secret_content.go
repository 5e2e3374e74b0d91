package hooktool

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/charmscenario/scenario/call"
	"go.yaml.in/yaml/v2"
)

// The suffixes of keys that say how a value is given.
const (
	base64Suffix = "#base64"
	fileSuffix   = "#file"
)

// secretContent reads the content that arguments and the file of --file give; the file wins. Each
// of both must keep Juju's limits.
func (in *invocation) secretContent(args []string, file string) (map[string]string, error) {
	given, err := in.contentArguments(args)
	if err != nil {
		return nil, err
	}
	in.refuse(call.ValidateContent(given, in.version()))
	if file != "" {
		fromFile, err := in.contentFile(file)
		if err != nil {
			return nil, err
		}
		in.refuse(call.ValidateContent(fromFile, in.version()))
		for key, value := range fromFile {
			put(given, key, value)
		}
	}
	return decoded(given), nil
}

// put stores a value in the place of one for the same key, however that was given.
func put(content map[string]string, key, value string) {
	name, encoded := strings.CutSuffix(key, base64Suffix)
	if encoded {
		delete(content, name)
	} else {
		delete(content, key+base64Suffix)
	}
	content[key] = value
}

// decoded turns values that were given as base64 into plain ones. A text that is not base64 as an
// encoder would write it stays as it is, under its key with the suffix: it fails when it is read.
func decoded(content map[string]string) map[string]string {
	if len(content) == 0 {
		return nil
	}
	plain := make(map[string]string, len(content))
	for key, value := range content {
		name, encoded := strings.CutSuffix(key, base64Suffix)
		if encoded {
			bytes, err := base64.StdEncoding.Strict().DecodeString(value)
			if err == nil && !strings.ContainsAny(value, "\r\n") {
				key, value = name, string(bytes)
			}
		}
		plain[key] = value
	}
	return plain
}

// contentArguments reads arguments of the form key=value, key#base64=text and key#file=path.
func (in *invocation) contentArguments(args []string) (map[string]string, error) {
	content := make(map[string]string, len(args))
	for _, arg := range args {
		// Padding of base64 is no separator: "key=" has none.
		separator := strings.IndexByte(strings.TrimRight(arg, "="), '=')
		if separator < 1 {
			return nil, fmt.Errorf("key value %q not valid", arg)
		}
		key, value := arg[:separator], arg[separator+1:]
		if name, ok := strings.CutSuffix(key, fileSuffix); ok {
			bytes, err := readSecretFile(value, call.SecretValueLimit(in.version()))
			if errors.As(err, new(*sizeError)) {
				return nil, err
			}
			if err != nil {
				return nil, fmt.Errorf("reading content for secret key %q: %w", name, err)
			}
			key, value = name, string(bytes)
		}
		put(content, key, value)
	}
	return content, nil
}

// secretData gives YAML's errors the name of a type to print.
type secretData map[string]string

// contentFile reads a JSON object or YAML map of content.
func (in *invocation) contentFile(path string) (map[string]string, error) {
	text, err := readSecretFile(path, call.SecretContentLimit(in.version()))
	if err != nil {
		return nil, err
	}
	data := make(secretData)
	if json.Unmarshal(text, &data) == nil {
		return data, nil
	}
	if err := yaml.Unmarshal(text, &data); err != nil {
		return nil, errors.New(strings.ReplaceAll(err.Error(), "into hooktool.secretData", "into secrets.SecretData"))
	}
	return data, nil
}

// readSecretFile reads a file of content. Juju's agent opens a relative path in its own directory,
// where the file of a charm is not.
func readSecretFile(path string, limit int) ([]byte, error) {
	if !filepath.IsAbs(path) {
		return nil, missingFile(path)
	}
	content, size, err := readRegular(path, int64(limit))
	if err != nil {
		return nil, err
	}
	if size > int64(limit) {
		return nil, &sizeError{path: path, size: size}
	}
	return content, nil
}

// sizeError tells of a file that is larger than Juju takes.
type sizeError struct {
	path string
	size int64
}

// Error returns Juju's text.
func (e *sizeError) Error() string {
	return fmt.Sprintf("secret content in file %q too large: %d bytes", e.path, e.size)
}
