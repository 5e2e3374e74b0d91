package goopscharm

import (
	"fmt"

	"github.com/canonical/pebble/client"
	"github.com/gruyaume/goops"
)

// pebble is a client of a container's Pebble. Containers are not simulated yet: it refuses everything.
type pebble struct{ container string }

var _ goops.PebbleClient = pebble{}

func (p pebble) refuse(what string) error {
	what = fmt.Sprintf("Pebble of container %q: %s", p.container, what)
	if hook := current.Load(); hook != nil {
		return hook.notSimulated(what)
	}
	return fmt.Errorf("%s: %w", what, ErrNotSimulated)
}

// AddLayer refuses.
func (p pebble) AddLayer(*client.AddLayerOptions) error { return p.refuse("AddLayer") }

// Exec refuses.
func (p pebble) Exec(*client.ExecOptions) (goops.PebbleExecProcess, error) {
	return nil, p.refuse("Exec")
}

// PlanBytes refuses.
func (p pebble) PlanBytes(*client.PlanOptions) ([]byte, error) { return nil, p.refuse("PlanBytes") }

// Pull refuses.
func (p pebble) Pull(*client.PullOptions) error { return p.refuse("Pull") }

// Push refuses.
func (p pebble) Push(*client.PushOptions) error { return p.refuse("Push") }

// Replan refuses.
func (p pebble) Replan(*client.ServiceOptions) (string, error) { return "", p.refuse("Replan") }

// Restart refuses.
func (p pebble) Restart(*client.ServiceOptions) (string, error) { return "", p.refuse("Restart") }

// Services refuses.
func (p pebble) Services(*client.ServicesOptions) ([]*client.ServiceInfo, error) {
	return nil, p.refuse("Services")
}

// Start refuses.
func (p pebble) Start(*client.ServiceOptions) (string, error) { return "", p.refuse("Start") }

// Stop refuses.
func (p pebble) Stop(*client.ServiceOptions) (string, error) { return "", p.refuse("Stop") }

// SysInfo refuses.
func (p pebble) SysInfo() (*client.SysInfo, error) { return nil, p.refuse("SysInfo") }

// WaitChange refuses.
func (p pebble) WaitChange(string, *client.WaitChangeOptions) (*client.Change, error) {
	return nil, p.refuse("WaitChange")
}
