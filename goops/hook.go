package goopscharm

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/hooktool"
)

// hook is a hook that a charm on goops runs for.
type hook struct {
	ctx         context.Context
	session     call.Session
	environment map[string]string

	mu      sync.Mutex
	missing error // the first thing asked for that is not simulated
}

func newHook(h *charm.Hook) *hook {
	session := h.Session()
	return &hook{ctx: h.Context(), session: session, environment: environment(&session.Hook, charmDir(&session))}
}

// complete returns the error of a hook from the charm's.
func (h *hook) complete(err error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.missing == nil || errors.Is(err, ErrNotSimulated) {
		return err
	}
	return errors.Join(h.missing, err)
}

// notSimulated notes what the charm cannot have, and returns the error for it.
func (h *hook) notSimulated(what string) error {
	err := fmt.Errorf("%s: %w", what, ErrNotSimulated)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.missing == nil {
		h.missing = err
	}
	return err
}

// run runs a hook tool. The error is worded as that of goops' own runner, around what the tool printed.
func (h *hook) run(name string, args []string) ([]byte, error) {
	if err := h.start(name, args); err != nil {
		return nil, fmt.Errorf("command %s failed: : %w", name, err)
	}
	if call.New(name) == nil {
		return nil, fmt.Errorf("command %s failed: %w", name, h.notSimulated("hook tool "+name))
	}
	result := hooktool.Command(h.ctx, h.session, append([]string{name}, ordered(name, args)...), nil)
	if result.Code != 0 {
		return nil, fmt.Errorf("command %s failed: %s: %w", name, result.Stderr, exitError(result.Code))
	}
	return result.Stdout, nil
}

// exitError says how a hook tool ended, in the words of os/exec.
type exitError int

// Error returns "exit status 1".
func (e exitError) Error() string { return "exit status " + strconv.Itoa(int(e)) }

// ExitCode returns the exit code.
func (e exitError) ExitCode() int { return int(e) }

// longestArgument is what Linux takes as one argument, with a zero byte at its end (MAX_ARG_STRLEN).
const longestArgument = 128 << 10

// start fails when the system could not start a process with these arguments: goops puts secrets and
// databags on the command line.
func (h *hook) start(name string, args []string) error {
	for _, arg := range args {
		cause := syscall.Errno(0)
		switch {
		case strings.ContainsRune(arg, 0):
			cause = syscall.EINVAL
		case len(arg)+1 > longestArgument:
			cause = syscall.E2BIG
		default:
			continue
		}
		return &fs.PathError{Op: "fork/exec", Path: toolsDir(h.session.Hook.Unit) + "/" + name, Err: cause}
	}
	return nil
}

// ordered sorts by key the arguments that goops made of a map, in Go's random order: equal runs are equal.
func ordered(name string, args []string) []string {
	first := 0
	switch name {
	case "secret-add", "action-set":
	case "secret-set":
		first = min(1, len(args)) // the ID
	case "relation-set":
		for first < len(args) && strings.HasPrefix(args[first], "-") {
			first++
		}
	default:
		return args
	}
	last := first
	for last < len(args) && !strings.HasPrefix(args[last], "-") {
		last++
	}
	args = slices.Clone(args)
	slices.SortStableFunc(args[first:last], func(a, b string) int {
		a, _, _ = strings.Cut(a, "=")
		b, _, _ = strings.Cut(b, "=")
		return strings.Compare(a, b)
	})
	return args
}

// readFile reads a file. A charm's metadata.yaml is made of its charmcraft.yaml when it is packed.
func (h *hook) readFile(name string) ([]byte, error) {
	packed := filepath.Join(h.environment["JUJU_CHARM_DIR"], "metadata.yaml")
	isMetadata := filepath.Clean(name) == packed
	if isMetadata && h.session.CharmDir == "" {
		return nil, fmt.Errorf("cannot read %s: Context.Metadata is no file; give Context.Dir instead", name)
	}
	content, err := os.ReadFile(name)
	if isMetadata && errors.Is(err, fs.ErrNotExist) {
		return os.ReadFile(filepath.Join(h.session.CharmDir, "charmcraft.yaml"))
	}
	return content, err
}
