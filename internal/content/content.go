// Package content reads what commands are given as the content of a secret: arguments of the form key=value and files.
package content

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v2"

	"github.com/charmscenario/scenario/call"
)

// The suffixes of keys that say how a value is given.
const (
	Base64Suffix = "#base64"
	FileSuffix   = "#file"
)

// Read reads a file, of which at most limit bytes are wanted, and tells its size. How a path is looked up is the
// command's business.
type Read func(path string, limit int) (content []byte, size int64, err error)

// Put stores a value in the place of one for the same key, however that was given.
func Put(content map[string]string, key, value string) {
	name, encoded := strings.CutSuffix(key, Base64Suffix)
	if encoded {
		delete(content, name)
	} else {
		delete(content, key+Base64Suffix)
	}
	content[key] = value
}

// Decoded turns values that were given as base64 into plain ones. A text that is not base64 as an
// encoder would write it stays as it is, under its key with the suffix: it fails when it is read.
func Decoded(content map[string]string) map[string]string {
	if len(content) == 0 {
		return nil
	}
	plain := make(map[string]string, len(content))
	for key, value := range content {
		name, encoded := strings.CutSuffix(key, Base64Suffix)
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

// Arguments reads arguments of the form key=value, key#base64=text and key#file=path.
func Arguments(args []string, v call.Version, read Read) (map[string]string, error) {
	content := make(map[string]string, len(args))
	for _, arg := range args {
		// Padding of base64 is no separator: "key=" has none.
		separator := strings.IndexByte(strings.TrimRight(arg, "="), '=')
		if separator < 1 {
			return nil, fmt.Errorf("key value %q not valid", arg)
		}
		key, value, err := Value(arg[:separator], arg[separator+1:], v, read)
		if err != nil {
			return nil, err
		}
		Put(content, key, value)
	}
	return content, nil
}

// Value returns a key and its value: of a key that ends in "#file" the value is read from the file it names.
func Value(key, value string, v call.Version, read Read) (string, string, error) {
	name, ok := strings.CutSuffix(key, FileSuffix)
	if !ok {
		return key, value, nil
	}
	bytes, err := readAll(value, call.SecretValueLimit(v), read)
	if errors.As(err, new(*SizeError)) {
		return "", "", err
	}
	if err != nil {
		return "", "", fmt.Errorf("reading content for secret key %q: %w", name, err)
	}
	return name, string(bytes), nil
}

// secretData gives YAML's errors the name of a type to print.
type secretData map[string]string

// File reads a JSON object or YAML map of content.
func File(path string, v call.Version, read Read) (map[string]string, error) {
	text, err := readAll(path, call.SecretContentLimit(v), read)
	if err != nil {
		return nil, err
	}
	data := make(secretData)
	if json.Unmarshal(text, &data) == nil {
		return data, nil
	}
	if err := yaml.Unmarshal(text, &data); err != nil {
		return nil, errors.New(strings.ReplaceAll(err.Error(), "into content.secretData", "into secrets.SecretData"))
	}
	return data, nil
}

func readAll(path string, limit int, read Read) ([]byte, error) {
	content, size, err := read(path, limit)
	if err != nil {
		return nil, err
	}
	if size > int64(limit) {
		return nil, &SizeError{Path: path, Size: size}
	}
	return content, nil
}

// SizeError tells of a file that is larger than Juju takes.
type SizeError struct {
	Path string
	Size int64
}

// Error returns Juju's text.
func (e *SizeError) Error() string {
	return fmt.Sprintf("secret content in file %q too large: %d bytes", e.Path, e.Size)
}
