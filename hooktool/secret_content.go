package hooktool

import (
	"path/filepath"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/content"
)

// The suffixes of keys that say how a value is given.
const (
	base64Suffix = content.Base64Suffix
	fileSuffix   = content.FileSuffix
)

// secretContent reads the content that arguments and the file of --file give; the file wins. Each
// of both must keep Juju's limits.
func (in *invocation) secretContent(args []string, file string) (map[string]string, error) {
	given, err := content.Arguments(args, in.version(), readSecretFile)
	if err != nil {
		return nil, err
	}
	in.refuse(call.ValidateContent(given, in.version()))
	if file != "" {
		fromFile, err := content.File(file, in.version(), readSecretFile)
		if err != nil {
			return nil, err
		}
		in.refuse(call.ValidateContent(fromFile, in.version()))
		for key, value := range fromFile {
			content.Put(given, key, value)
		}
	}
	return content.Decoded(given), nil
}

// readSecretFile reads a file of content. Juju's agent opens a relative path in its own directory,
// where the file of a charm is not.
func readSecretFile(path string, limit int) ([]byte, int64, error) {
	if !filepath.IsAbs(path) {
		return nil, 0, missingFile(path)
	}
	return readRegular(path, int64(limit))
}
