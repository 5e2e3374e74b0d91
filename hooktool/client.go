package hooktool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/charmscenario/scenario/call"
)

// Client is a [call.Backend] that runs hook tools, one process for each call: Juju's own, while Juju runs
// a hook. The zero Client is ready for use.
//
// Secret content goes to the tools through files in a directory of its own, which only this user can
// enter and which is removed at once, and never through arguments, which every process of the machine can
// see. Databags and stored state go through standard input. Results of actions and leader settings are
// arguments: Juju has no other way for them.
//
// A refusal is a *[call.Error] with Juju's text, and with the code that the text stands for
// ([call.ErrRefused] when none does). A call that no arguments can say, such as one that names no
// relation, is refused without a process. Any other error says that the tool could not be run.
type Client struct {
	// Env is the environment of the tools, and PATH in it is where they are looked for; nil: this
	// process's own.
	Env []string

	mu  sync.Mutex // Juju carries out one call at a time
	run func(ctx context.Context, argv []string, stdin []byte) (Result, error)
}

// Do carries out a call. See [call.Backend].
func (c *Client) Do(ctx context.Context, request call.Call) error {
	if request == nil || reflect.ValueOf(request).IsNil() {
		return &call.Error{Code: call.ErrNotValid, Message: "call is nil"}
	}
	if ctx == nil {
		ctx = context.Background()
	}
	t, ok := lookUp(request.Tool())
	if !ok {
		return unknownTool(request.Tool())
	}
	line := &commandLine{}
	if t.write(line, request); line.refusal != nil {
		return line.refusal
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	paths, remove, err := writeFiles(line.files)
	defer remove()
	if err != nil {
		return fmt.Errorf("cannot run %s: %w", request.Tool(), err)
	}
	return c.ask(ctx, t, request, line.argv(request.Tool(), paths), line.stdin)
}

// ask runs the tool and reads its answer, a second time in another format when the first does not tell
// it exactly.
func (c *Client) ask(ctx context.Context, t tool, request call.Call, argv []string, stdin []byte) error {
	for _, argv := range [][]string{argv, asJSON(argv)} {
		result, err := c.start(ctx, argv, stdin)
		if err != nil {
			return err
		}
		if result.Code != exitOK {
			return refusalOf(request.Tool(), result)
		}
		if err = t.answer(request, result.Stdout); err == nil {
			return nil
		}
		if !errors.Is(err, errInexact) {
			// The answer may hold secrets: it is not shown.
			return fmt.Errorf("cannot read what %s printed (%d bytes): %w", request.Tool(), len(result.Stdout), err)
		}
	}
	return fmt.Errorf("cannot read what %s printed", request.Tool())
}

func (c *Client) start(ctx context.Context, argv []string, stdin []byte) (Result, error) {
	for _, arg := range argv {
		if strings.ContainsRune(arg, 0) {
			return Result{}, &call.Error{Code: call.ErrNotValid, Message: "cannot run " + argv[0] + ": an argument holds a NUL byte, which no program can be given"}
		}
	}
	if c.run != nil {
		return c.run(ctx, argv, stdin)
	}
	return c.process(ctx, argv, stdin)
}

// process runs a tool in a process of its own.
func (c *Client) process(ctx context.Context, argv []string, stdin []byte) (Result, error) {
	env := c.Env
	if env == nil {
		env = os.Environ()
	}
	path := find(argv[0], variable(env, "PATH"))
	if path == "" {
		if variable(env, "JUJU_CONTEXT_ID") != "" {
			return Result{}, unknownTool(argv[0])
		}
		return Result{}, fmt.Errorf("cannot run %s: it is not on PATH: hook tools are there only while Juju runs a hook, or a test runs the charm", argv[0])
	}
	var stdout, stderr bytes.Buffer
	command := exec.CommandContext(ctx, path, argv[1:]...)
	command.Env, command.Stdout, command.Stderr = env, &stdout, &stderr
	command.WaitDelay = time.Second // a tool leaves no children that hold its output open
	if stdin != nil {
		command.Stdin = bytes.NewReader(stdin)
	}
	err := command.Run()
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	result := Result{Stdout: stdout.Bytes(), Stderr: stderr.Bytes()}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.Exited() {
		result.Code = exit.ExitCode()
		return result, nil
	}
	if err != nil {
		return Result{}, fmt.Errorf("cannot run %s: %w", argv[0], err)
	}
	return result, nil
}

func unknownTool(name string) *call.Error {
	return &call.Error{Code: call.ErrNotSupported, Message: "bad request: unknown command: " + name}
}

// variable returns the value of an environment variable, the last one that is set.
func variable(env []string, name string) string {
	value := ""
	for _, entry := range env {
		if key, text, ok := strings.Cut(entry, "="); ok && key == name {
			value = text
		}
	}
	return value
}

// find looks a program up in the directories of a PATH; empty: it is in none.
func find(name, path string) string {
	for _, dir := range filepath.SplitList(path) {
		candidate := filepath.Join(dir, name)
		if !filepath.IsAbs(candidate) {
			continue // a program of the directory that we happen to be in is no hook tool
		}
		if info, err := os.Stat(candidate); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return candidate
		}
	}
	return ""
}

// writeFiles writes files that only this user can read, in a directory of their own, and returns their
// paths and what removes them again.
func writeFiles(files []secretFile) (paths []string, remove func(), err error) {
	if len(files) == 0 {
		return nil, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "hooktool-")
	if err != nil {
		return nil, func() {}, err
	}
	remove = func() { os.RemoveAll(dir) }
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, remove, err
	}
	for i, file := range files {
		path := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(path, file.content, fs.FileMode(0o600)); err != nil {
			return nil, remove, err
		}
		paths = append(paths, path)
	}
	return paths, remove, nil
}
