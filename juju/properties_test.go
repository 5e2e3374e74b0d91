package juju

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// fixedStories is how many stories are always the same ones, and long. They alone put every property to the test.
const fixedStories = 7

// TestModelProperties plays random stories under the eyes of a witness, and tells how often each property was put to the
// test. Every one is: that makes the fixed stories long.
func TestModelProperties(t *testing.T) {
	t.Parallel()
	var c counts
	stories := rapid.Custom(func(t *rapid.T) story { return drawStory(t, 24, 30) })
	for i := range fixedStories {
		s := stories.Example(i)
		s.Two, s.Rested = i%2 == 0, true
		p := s.begin()
		w := watch(t, p, &c)
		w.told = s.String()
		p.play()
	}
	rapid.Check(t, func(t *rapid.T) {
		p := drawStory(t, 1, 4).begin()
		watch(t, p, &c)
		p.play()
	})
	c.require(t,
		"a refused verb changes nothing",
		"grants: gone with their relation",
		"idle: databags of units that were told of",
		"idle: relations whose members all have joined",
		"idle: units that owe nothing",
		"labels: refused because they are taken",
		"labels: several at once",
		"order: config-changed follows at once",
		"order: leader-elected to the leader",
		"order: nothing but actions, and what was resolved, in error",
		"order: of what a dying unit runs",
		"order: overtaken by a change of leader",
		"order: relation-broken last",
		"order: relation-changed after joined",
		"order: relation-created first",
		"order: relation-departed after joined",
		"order: relation-joined once, after start",
		"order: resolved without a retry",
		"order: retried after an error",
		"order: start follows at once",
		"order: stop and remove last",
		"reads: granted",
		"reads: granted across models",
		"reads: of a databag that the agent keeps as it was",
		"reads: of an owner",
		"reads: of what waits for the end of the hook",
		"reads: refused without a right",
		"replay: commits",
		"replay: commits dropped",
		"replay: commits refused half-way",
		"replay: databags rebuilt",
		"replay: secrets rebuilt",
		"run: a hook on its State",
		"run: new secrets have the same IDs",
		"run: the State afterwards is the same",
		"run: the unit is gone afterwards",
		"secret-changed: to those with a record of an older revision",
		"secret-expired: when the revision has expired, to the owner",
		"secret-remove: of an obsolete revision, to the owner",
		"secret-rotate: when it is due, to the owner",
		"state: passes the checker",
		"tracking: begins with the first read",
		"tracking: moves at the end of the hook",
		"tracking: moves on a refresh",
		"tracking: stays on a read",
	)
}

// TestSameFacts: sameFacts looks at each field of a secret.
func TestSameFacts(t *testing.T) {
	t.Parallel()
	full := controller.Secret{
		ID: "id", Source: "source", Owner: "db", Disowned: true, Label: "label", Description: "text", Rotate: call.RotateDaily,
		NextRotate: time.Unix(1, 0), Latest: 1, Expire: time.Unix(2, 0), Revisions: []controller.Revision{{Number: 1}},
		Grants: []controller.Grant{{Subject: "web"}}, Consumers: []controller.Consumer{{Unit: "web/0"}},
	}
	require.True(t, sameFacts(&full, &full))
	value := reflect.ValueOf(full)
	for i := range value.NumField() {
		require.False(t, value.Field(i).IsZero(), "%s is compared with nothing", value.Type().Field(i).Name)
		other := full
		reflect.ValueOf(&other).Elem().Field(i).SetZero()
		isRecords := value.Type().Field(i).Name == "Consumers"
		require.Equal(t, isRecords, sameFacts(&full, &other), value.Type().Field(i).Name)
	}
}

// TestStoriesRepeat plays random stories twice: timelines, States and refusals are deeply equal, whatever the seed. That any seed keeps
// the rules is for the witness to see, whose stories have several.
func TestStoriesRepeat(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawStory(t, 1, 6)
		first, second := s.begin(), s.begin()
		first.play()
		second.play()
		samePlay(t, first, second)
	})
}

// samePlay requires that two plays are deeply equal.
func samePlay(t require.TestingT, first, second *play) {
	require.Equal(t, first.refusals, second.refusals)
	require.Equal(t, first.models[0].Timeline(), second.models[0].Timeline())
	require.Equal(t, first.states(t), second.states(t))
}

// states derives the State of every unit.
func (p *play) states(t require.TestingT) map[string]scenario.State {
	states := make(map[string]scenario.State)
	for _, u := range p.units() {
		state, err := u.app.model.State(u.name)
		require.NoError(t, err)
		states[u.app.model.Name+":"+u.name] = state
	}
	return states
}

// TestSettleAndAdvanceAreManySteps lets random models come to rest and time pass in one go, and the same models step by step
// and from one due moment to the next: the hooks are the same.
func TestSettleAndAdvanceAreManySteps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawStory(t, 1, 2)
		s.Seed = 0 // a seed draws something else after each command, and there are more of them in steps
		span := rapid.SampledFrom([]time.Duration{time.Minute, 11 * time.Minute, 61 * time.Minute}).Draw(t, "span")
		whole, stepped := s.begin(), s.begin()
		whole.play()
		stepped.play()

		require.NoError(t, whole.models[0].Advance(span))
		require.NoError(t, whole.models[0].Settle())

		m := stepped.models[0]
		end := m.Now().Add(span)
		for m.Now().Before(end) {
			for ran := true; ran; {
				var err error
				ran, err = m.Step()
				require.NoError(t, err)
			}
			next := end
			if at, ok := m.world.clock.next(); ok && at.Before(end) {
				next = at
			}
			require.NoError(t, m.Advance(next.Sub(m.Now())))
		}
		for ran := true; ran; {
			var err error
			ran, err = m.Step()
			require.NoError(t, err)
		}
		require.Equal(t, whole.hooks(), stepped.hooks())
		require.Equal(t, whole.states(t), stepped.states(t))
	})
}

// hooks lists the hooks of the timeline: without numbers, which commands have too, and without the commands.
func (p *play) hooks() Timeline {
	list := slices.DeleteFunc(p.models[0].Timeline(), func(e Entry) bool { return e.Hook == "" })
	for i := range list {
		list[i].Number, list[i].Cause, list[i].Reason = 0, 0, ""
	}
	return list
}
