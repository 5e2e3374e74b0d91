package call

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// SecretURI names a secret, as a charm spells it.
type SecretURI struct {
	Source string // UUID of the model that the secret lives in; empty: not said
	ID     string // 20 characters
}

// String returns "secret:<id>", with the source "secret://<uuid>/<id>".
func (u SecretURI) String() string {
	if u.Source == "" {
		return "secret:" + u.ID
	}
	return "secret://" + u.Source + "/" + u.ID
}

const secretScheme = "secret:"

// ParseSecretURI reads a secret's URI in every spelling that Juju accepts: "<id>", "secret:<id>",
// "secret:/<id>", "secret://<uuid>/<id>", "<uuid>/<id>" (Juju's core/secrets, ParseURI). The error
// has Juju's text and code [ErrNotValid].
func ParseSecretURI(text string) (SecretURI, error) {
	// The usual spellings first, without cost.
	if rest := strings.TrimPrefix(text, secretScheme); isSecretID(rest) {
		return SecretURI{ID: rest}, nil
	}
	uri, err := parseLongURI(text)
	if err != nil {
		return SecretURI{}, err
	}
	return uri, nil
}

var uuidForm = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

func parseLongURI(text string) (SecretURI, *Error) {
	parsed, err := url.Parse(text)
	if err != nil {
		return SecretURI{}, notValid("%s", err) // in the words of Go, as Juju passes them on
	}
	if parsed.Scheme != "" && parsed.Scheme != "secret" {
		return SecretURI{}, notValid("secret URI scheme %q not valid", parsed.Scheme)
	}
	if parsed.Host != "" && !uuidForm.MatchString(parsed.Host) {
		return SecretURI{}, notValid("host controller UUID %q not valid", parsed.Host)
	}
	path := parsed.Opaque
	if path == "" {
		path = parsed.Path
	}
	path = strings.TrimLeft(path, "/")
	source := parsed.Host
	if before, after, ok := strings.Cut(path, "/"); ok {
		if !IsUUID(before) {
			return SecretURI{}, notValid("secret URI %q not valid", text)
		}
		source, path = before, after
	}
	if !isSecretID(path) {
		return SecretURI{}, notValid("secret URI %q not valid", text)
	}
	return SecretURI{Source: source, ID: path}, nil
}

// isSecretID reports whether the text is a valid xid: 20 characters of base32hex whose last one
// carries a single bit.
func isSecretID(text string) bool {
	if len(text) != 20 {
		return false
	}
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'a' || c > 'v') {
			return false
		}
	}
	return text[19] == '0' || text[19] == 'g'
}

func notValid(format string, args ...any) *Error {
	return &Error{Code: ErrNotValid, Message: fmt.Sprintf(format, args...)}
}

// IsUUID reports whether the text is a UUID as Juju writes those of models.
func IsUUID(text string) bool { return len(text) == 36 && uuidForm.MatchString(text) }
