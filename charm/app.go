package charm

import (
	"fmt"

	"github.com/charmscenario/scenario/call"
)

// App is the application that the unit is of. Its secrets, databags and status are the leader's to
// change.
type App struct{ hook *Hook }

// Name returns the application's name, such as "web".
func (a App) Name() string {
	if a.hook == nil {
		return ""
	}
	return a.hook.AppName()
}

// AddSecret makes a secret that the application owns (hook tool secret-add). The secret is made at
// the end of the hook; its ID is known at once. [ErrNotLeader] on any unit but the leader,
// [ErrNotValid] for content that Juju does not take: keys are of three or more lower-case letters,
// digits and dashes. A key may end in "#base64"; its value is base64 text then.
func (a App) AddSecret(content map[string]string, options ...SecretOption) (*Secret, error) {
	return a.hook.addSecret(call.OwnerApplication, content, options)
}

// SetStatus sets the application's status, at once (hook tool status-set --application). [ErrNotLeader]
// on any unit but the leader; [ErrNotValid] for a status that is Juju's own, such as unknown.
// Status.Data is not sent: no hook tool can set it.
func (a App) SetStatus(s Status) error {
	if err := a.hook.do(&call.StatusSet{App: true, Name: s.Name, Message: s.Message}); err != nil {
		return fmt.Errorf("cannot set the application's status to %s: %w", s.Name, err)
	}
	return nil
}

// Status returns the application's status (hook tool status-get --application). [ErrNotLeader] on
// any unit but the leader.
func (a App) Status() (Status, error) {
	c := &call.StatusGet{App: true}
	if err := a.hook.do(c); err != nil {
		return Status{}, fmt.Errorf("cannot get the application's status: %w", err)
	}
	return c.Status, nil
}

// Unit is the unit that the hook runs on.
type Unit struct{ hook *Hook }

// Name returns the unit's name, such as "web/0".
func (u Unit) Name() string {
	if u.hook == nil {
		return ""
	}
	return u.hook.UnitName()
}

// AddSecret makes a secret that this unit owns; see [App.AddSecret]. Other units of the application
// cannot read it unless it is granted to them.
func (u Unit) AddSecret(content map[string]string, options ...SecretOption) (*Secret, error) {
	return u.hook.addSecret(call.OwnerUnit, content, options)
}

// SetStatus sets the unit's status, at once, even when the hook fails later (hook tool status-set).
// [ErrNotValid] for a status that is Juju's own, such as unknown. Status.Data is not sent: no hook
// tool can set it.
func (u Unit) SetStatus(s Status) error {
	if err := u.hook.do(&call.StatusSet{Name: s.Name, Message: s.Message}); err != nil {
		return fmt.Errorf("cannot set the unit's status to %s: %w", s.Name, err)
	}
	return nil
}

// Status returns the unit's status (hook tool status-get).
func (u Unit) Status() (Status, error) {
	c := &call.StatusGet{}
	if err := u.hook.do(c); err != nil {
		return Status{}, fmt.Errorf("cannot get the unit's status: %w", err)
	}
	return c.Status, nil
}
