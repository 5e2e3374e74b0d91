package charm

import "github.com/charmscenario/scenario/call"

// Kind is what happened: the name of a hook without the endpoint that it concerns, such as
// [KindRelationChanged], or [KindAction].
type Kind = call.Kind

// The kinds of hooks that Juju runs.
const (
	KindInstall               = call.KindInstall
	KindStart                 = call.KindStart
	KindConfigChanged         = call.KindConfigChanged
	KindUpgradeCharm          = call.KindUpgradeCharm
	KindUpdateStatus          = call.KindUpdateStatus
	KindLeaderElected         = call.KindLeaderElected
	KindLeaderSettingsChanged = call.KindLeaderSettingsChanged
	KindStop                  = call.KindStop
	KindRemove                = call.KindRemove
	KindPreSeriesUpgrade      = call.KindPreSeriesUpgrade
	KindPostSeriesUpgrade     = call.KindPostSeriesUpgrade
	KindRelationCreated       = call.KindRelationCreated
	KindRelationJoined        = call.KindRelationJoined
	KindRelationChanged       = call.KindRelationChanged
	KindRelationDeparted      = call.KindRelationDeparted
	KindRelationBroken        = call.KindRelationBroken
	KindSecretChanged         = call.KindSecretChanged
	KindSecretRemove          = call.KindSecretRemove
	KindSecretRotate          = call.KindSecretRotate
	KindSecretExpired         = call.KindSecretExpired
	KindAction                = call.KindAction
)
