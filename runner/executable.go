//go:build unix

package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/charmscenario/scenario/call"
)

// Executable runs an executable charm for one hook, as Juju runs the charm's dispatch file: without
// arguments and input, in session.CharmDir, in an environment of Juju's variables alone, with hook tools on
// PATH that the session's Backend answers. A relative path is taken from session.CharmDir.
//
// It returns when the process has ended: nil for exit code 0, a *[ExitError] for another one. What the
// process started and left behind is killed then. So is all of it when the context ends; the error is the
// context's.
func Executable(ctx context.Context, path string, session *call.Session) (err error) {
	if session.CharmDir == "" {
		return errors.New("cannot run the charm: its directory is not known")
	}
	here := *session
	if here.CharmDir, err = filepath.Abs(session.CharmDir); err != nil {
		return fmt.Errorf("cannot run the charm: %w", err)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(here.CharmDir, path)
	}
	tools, err := ServeTools(ctx, &here)
	if err != nil {
		return fmt.Errorf("cannot run the charm: %w", err)
	}
	defer func() {
		if closed := tools.Close(); err == nil {
			err = closed
		}
	}()
	var stdout, stderr tail
	command := exec.CommandContext(ctx, path)
	command.Dir, command.Env = here.CharmDir, tools.Environ()
	command.Stdout, command.Stderr = &stdout, &stderr
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return killGroup(command.Process.Pid) }
	command.WaitDelay = 100 * time.Millisecond // what is left behind may hold the output open
	if err := command.Start(); err != nil {
		return fmt.Errorf("cannot start the charm: %w%s", err, notStarted(path, err))
	}
	err = command.Wait()
	_ = killGroup(command.Process.Pid) // should anybody be left
	switch exit := (*exec.ExitError)(nil); {
	case err == nil || errors.Is(err, exec.ErrWaitDelay):
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("charm was killed: %w", context.Cause(ctx))
	case errors.As(err, &exit):
		return &ExitError{Code: exit.ExitCode(), Reason: exit.Error(), Stdout: stdout.String(), Stderr: stderr.String(), Mistakes: tools.Mistakes()}
	}
	return err
}

// notStarted says what a file lacks that the system does not start, as far as its text for that does not.
func notStarted(path string, err error) string {
	text, unread := os.ReadFile(path)
	first, _, _ := bytes.Cut(text, []byte("\n"))
	interpreter, script := bytes.CutPrefix(first, []byte("#!"))
	switch {
	case errors.Is(err, fs.ErrPermission) && unread == nil:
		return ": want it executable (chmod +x)"
	case errors.Is(err, syscall.ENOEXEC):
		return `: want a program, or a script whose first line names its interpreter, such as "#!/bin/sh"`
	case !errors.Is(err, fs.ErrNotExist) || !script:
		return ""
	case bytes.HasSuffix(first, []byte("\r")):
		return ": the file is there, and its lines end as on Windows: want them to end with a newline alone"
	}
	return fmt.Sprintf(": the file is there, and its first line names an interpreter that is not: %q", bytes.TrimSpace(interpreter))
}

// killGroup kills a process that leads a group, and all that it started in it.
func killGroup(pid int) error {
	err := syscall.Kill(-pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}
