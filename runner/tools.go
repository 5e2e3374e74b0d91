package runner

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
)

// Tools are the hook tools of one session, on a PATH of their own: what processes call there is carried
// out by the session's Backend.
type Tools struct {
	session   *call.Session
	dir       string // private, and removed in the end
	contextID string
	listener  net.Listener

	running  sync.Mutex // one call at a time, as in Juju
	calls    int
	mistakes []mistake

	mu          sync.Mutex
	closed      bool
	connections map[net.Conn]bool
	served      sync.WaitGroup
}

// maxSocketPath is what every system takes for the path of a socket.
const maxSocketPath = 100

// ServeTools makes the hook tools of a session. The caller must close them; whatever calls them later is
// told that nobody is there. The first use on a machine builds the program that plays the tools, which
// needs the go command.
func ServeTools(ctx context.Context, session *call.Session) (*Tools, error) {
	program, err := toolProgram()
	if err != nil {
		return nil, err
	}
	t := &Tools{session: session, connections: make(map[net.Conn]bool)}
	about := session.Hook.Name + session.Hook.Action
	sum := sha256.Sum256([]byte(session.Hook.Unit + " " + about))
	t.contextID = session.Hook.Unit + "-" + about + "-" + hex.EncodeToString(sum[:16])
	if err := t.open(program); err != nil {
		t.Close()
		return nil, fmt.Errorf("cannot make the hook tools: %w", err)
	}
	t.served.Go(func() { t.accept(ctx) })
	return t, nil
}

func (t *Tools) open(program string) (err error) {
	if t.dir, err = os.MkdirTemp("", "scenario-"); err == nil && len(t.socket()) > maxSocketPath {
		os.Remove(t.dir)
		t.dir, err = os.MkdirTemp("/tmp", "scenario-")
	}
	if err != nil {
		return err
	}
	if err := os.Mkdir(t.path(), 0o700); err != nil {
		return err
	}
	for _, name := range hooktool.Tools(t.session.Hook.JujuVersion) {
		if err := os.Symlink(program, filepath.Join(t.path(), name)); err != nil {
			return err
		}
	}
	t.listener, err = net.Listen("unix", t.socket())
	return err
}

func (t *Tools) path() string   { return filepath.Join(t.dir, "tools") }
func (t *Tools) socket() string { return filepath.Join(t.dir, "agent.socket") }

// Environ returns the environment that Juju starts the session's hook with, sorted by name. Nothing of
// this process's own is in it but PATH, behind the tools.
func (t *Tools) Environ() []string {
	hook := &t.session.Hook
	env := append(hooktool.Environment(hook),
		"PATH="+t.path()+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"JUJU_CHARM_DIR="+t.session.CharmDir, "CHARM_DIR="+t.session.CharmDir,
		"JUJU_CONTEXT_ID="+t.contextID, "JUJU_AGENT_SOCKET_ADDRESS="+t.socket(), "JUJU_AGENT_SOCKET_NETWORK=unix",
		"JUJU_API_ADDRESSES=", "CLOUD_API_VERSION=",
		"JUJU_CHARM_HTTP_PROXY=", "JUJU_CHARM_HTTPS_PROXY=", "JUJU_CHARM_FTP_PROXY=", "JUJU_CHARM_NO_PROXY=",
		"LANG=C.UTF-8", "TERM=tmux-256color", "DEBIAN_FRONTEND=noninteractive", "APT_LISTCHANGES_FRONTEND=none",
	)
	if !hook.JujuVersion.AtLeast(4, 0, 0) {
		env = append(env, "JUJU_SLA=unsupported")
	}
	if !hook.JujuVersion.AtLeast(3, 6, 0) {
		env = append(env, "JUJU_METER_STATUS=", "JUJU_METER_INFO=")
	}
	slices.Sort(env)
	return env
}

// mistake is a call whose command line was wrong.
type mistake struct {
	call int // the first one is 1
	text string
}

// called notes a call.
func (t *Tools) called(session call.Session, argv []string, result hooktool.Result) {
	t.calls++
	if text := hooktool.Mistake(session, argv, result); text != "" {
		t.mistakes = append(t.mistakes, mistake{t.calls, text})
	}
}

// Mistakes tells how tools were called wrongly so far, each call by its number.
func (t *Tools) Mistakes() []string {
	t.running.Lock()
	defer t.running.Unlock()
	var texts []string
	for _, m := range t.mistakes {
		texts = append(texts, fmt.Sprintf("call %d of %d: %s", m.call, t.calls, m.text))
	}
	return texts
}

// Close ends calls that are under way, and removes the tools.
func (t *Tools) Close() error {
	var err error
	if t.listener != nil {
		err = t.listener.Close()
	}
	t.mu.Lock()
	t.closed = true
	for connection := range t.connections {
		connection.Close()
	}
	t.mu.Unlock()
	t.served.Wait()
	if t.dir == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(t.dir))
}
