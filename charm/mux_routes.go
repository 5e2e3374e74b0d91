package charm

import "github.com/charmscenario/scenario/call"

// Otherwise has the handler run for every hook and action that has no route; nil takes it back.
func (m *Mux) Otherwise(handler Handler) { m.fallback = handler }

// On has one handler run for all hooks of the kinds, whatever their endpoint, secret or action, where
// there is no more specific route.
func (m *Mux) On(handler Handler, kinds ...Kind) {
	for _, kind := range kinds {
		m.add(kind, "", handler)
	}
}

func (m *Mux) hook(kind Kind, f func(*Hook) error) {
	m.add(kind, "", with(func(h *Hook) *Hook { return h }, f))
}

func (m *Mux) relation(kind Kind, endpoint string, f func(*RelationEvent) error) {
	m.add(kind, endpoint, with(NewRelationEvent, f))
}

func (m *Mux) secret(kind Kind, f func(*SecretEvent) error) {
	m.add(kind, "", with(NewSecretEvent, f))
}

// with makes a Handler of a function over a typed event; nil of nil.
func with[E any](event func(*Hook) E, f func(E) error) Handler {
	if f == nil {
		return nil
	}
	return HandlerFunc(func(h *Hook) error { return f(event(h)) })
}

// Install handles the hook install.
func (m *Mux) Install(f func(*Hook) error) { m.hook(call.KindInstall, f) }

// Start handles the hook start.
func (m *Mux) Start(f func(*Hook) error) { m.hook(call.KindStart, f) }

// ConfigChanged handles the hook config-changed.
func (m *Mux) ConfigChanged(f func(*Hook) error) { m.hook(call.KindConfigChanged, f) }

// UpgradeCharm handles the hook upgrade-charm.
func (m *Mux) UpgradeCharm(f func(*Hook) error) { m.hook(call.KindUpgradeCharm, f) }

// UpdateStatus handles the hook update-status.
func (m *Mux) UpdateStatus(f func(*Hook) error) { m.hook(call.KindUpdateStatus, f) }

// LeaderElected handles the hook leader-elected.
func (m *Mux) LeaderElected(f func(*Hook) error) { m.hook(call.KindLeaderElected, f) }

// LeaderSettingsChanged handles the hook leader-settings-changed.
func (m *Mux) LeaderSettingsChanged(f func(*Hook) error) { m.hook(call.KindLeaderSettingsChanged, f) }

// Stop handles the hook stop.
func (m *Mux) Stop(f func(*Hook) error) { m.hook(call.KindStop, f) }

// Remove handles the hook remove.
func (m *Mux) Remove(f func(*Hook) error) { m.hook(call.KindRemove, f) }

// PreSeriesUpgrade handles the hook pre-series-upgrade.
func (m *Mux) PreSeriesUpgrade(f func(*Hook) error) { m.hook(call.KindPreSeriesUpgrade, f) }

// PostSeriesUpgrade handles the hook post-series-upgrade.
func (m *Mux) PostSeriesUpgrade(f func(*Hook) error) { m.hook(call.KindPostSeriesUpgrade, f) }

// RelationCreated handles the hook <endpoint>-relation-created.
func (m *Mux) RelationCreated(endpoint string, f func(*RelationEvent) error) {
	m.relation(call.KindRelationCreated, endpoint, f)
}

// RelationJoined handles the hook <endpoint>-relation-joined.
func (m *Mux) RelationJoined(endpoint string, f func(*RelationEvent) error) {
	m.relation(call.KindRelationJoined, endpoint, f)
}

// RelationChanged handles the hook <endpoint>-relation-changed.
func (m *Mux) RelationChanged(endpoint string, f func(*RelationEvent) error) {
	m.relation(call.KindRelationChanged, endpoint, f)
}

// RelationDeparted handles the hook <endpoint>-relation-departed.
func (m *Mux) RelationDeparted(endpoint string, f func(*RelationEvent) error) {
	m.relation(call.KindRelationDeparted, endpoint, f)
}

// RelationBroken handles the hook <endpoint>-relation-broken.
func (m *Mux) RelationBroken(endpoint string, f func(*RelationEvent) error) {
	m.relation(call.KindRelationBroken, endpoint, f)
}

// SecretChanged handles the hook secret-changed: a secret that this unit tracks has a new revision.
func (m *Mux) SecretChanged(f func(*SecretEvent) error) { m.secret(call.KindSecretChanged, f) }

// SecretRemove handles the hook secret-remove: a revision can be removed.
func (m *Mux) SecretRemove(f func(*SecretEvent) error) { m.secret(call.KindSecretRemove, f) }

// SecretRotate handles the hook secret-rotate: a new revision is due.
func (m *Mux) SecretRotate(f func(*SecretEvent) error) { m.secret(call.KindSecretRotate, f) }

// SecretExpired handles the hook secret-expired: a revision should be removed.
func (m *Mux) SecretExpired(f func(*SecretEvent) error) { m.secret(call.KindSecretExpired, f) }

// Action handles the action of that name.
func (m *Mux) Action(name string, f func(*ActionEvent) error) {
	m.add(call.KindAction, name, with(NewActionEvent, f))
}
