//go:build !unix

package runner

import (
	"context"
	"errors"

	"github.com/charmscenario/scenario/call"
)

// Executable runs an executable charm for one hook. On this system it cannot: charms are programs for
// Unix.
func Executable(context.Context, string, *call.Session) error {
	return errors.New("cannot run the charm: executable charms run on Unix systems only")
}
