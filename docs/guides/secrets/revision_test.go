package secrets_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

func rotate(e *charm.SecretEvent) error {
	return change(e.Secret, "password", newPassword(e.Rand()))
}

func TestGuideRotate(t *testing.T) {
	t.Parallel()
	secret := credentials()
	secret.Rotate = scenario.RotateDaily

	out := run(t, owner(), scenario.SecretRotate(secret), scenario.State{
		Leader:  true,
		Secrets: []scenario.Secret{secret},
	})

	rotated := out.Secret(t, "credentials")
	require.Equal(t, 2, rotated.LatestRevision)
	require.NotEqual(t, "first", rotated.LatestContent["password"])
	require.Equal(t, rotated.LatestContent, rotated.TrackedContent) // nothing holds on to revision 1
}

func TestGuideGolden(t *testing.T) {
	t.Parallel()
	secret := credentials()
	secret.Rotate = scenario.RotateDaily

	out := run(t, owner(), scenario.SecretRotate(secret), scenario.State{
		Leader:  true,
		Secrets: []scenario.Secret{secret},
	})

	scenario.Golden(t, out, "testdata/rotate.yaml")
}

func TestGuideRotatePolicy(t *testing.T) {
	t.Parallel()
	for policy, next := range map[scenario.RotatePolicy]string{
		charm.RotateHourly:    "2000-01-01T01:00:00Z",
		charm.RotateDaily:     "2000-01-02T00:00:00Z",
		charm.RotateWeekly:    "2000-01-08T00:00:00Z",
		charm.RotateMonthly:   "2000-02-01T00:00:00Z",
		charm.RotateQuarterly: "2000-04-01T00:00:00Z",
		charm.RotateYearly:    "2001-01-01T00:00:00Z",
		charm.RotateNever:     "0001-01-01T00:00:00Z",
	} {
		setPolicy := charm.HandlerFunc(func(h *charm.Hook) error {
			return h.SecretByLabel("credentials").SetInfo(charm.SecretRotateEvery(policy))
		})

		out := run(t, setPolicy, scenario.UpdateStatus(), scenario.State{
			Leader:  true,
			Secrets: []scenario.Secret{credentials()},
		})

		secret := out.Secret(t, "credentials")
		require.Equal(t, policy, secret.Rotate)
		require.Equal(t, next, secret.NextRotate.Format(time.RFC3339))
		require.Equal(t, 1, secret.LatestRevision) // metadata makes no revision
	}
}

// TestGuideRotateOtherwise: Juju 3 refuses at the end of the hook.
func TestGuideRotateOtherwise(t *testing.T) {
	t.Parallel()
	secret := credentials()
	secret.Rotate = scenario.RotateDaily
	ctx := scenario.Context{Dir: ".", Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		return h.SecretByLabel("credentials").SetInfo(charm.SecretRotateEvery(charm.RotateHourly))
	})}
	_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})
	require.ErrorIs(t, err, charm.ErrRotateTime)
}

const lifetime = 30 * 24 * time.Hour

func expire(e *charm.SecretEvent) error {
	info, err := e.Secret.Info()
	if err != nil {
		return err
	}
	if e.Revision < info.Revision {
		return e.RemoveRevision() // replaced already
	}
	return change(e.Secret, "password", newPassword(e.Rand()), charm.SecretExpireIn(lifetime))
}

func TestGuideExpire(t *testing.T) {
	t.Parallel()
	now := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	ctx := scenario.Context{Charm: owner(), Dir: ".", Now: func() time.Time { return now }}
	secret := credentials()
	secret.Expire = now

	out, err := ctx.Run(scenario.SecretExpired(secret, 1), scenario.State{
		Leader:  true,
		Secrets: []scenario.Secret{secret},
	})
	require.NoError(t, err)
	renewed := out.Secret(t, "credentials")
	require.Equal(t, 2, renewed.LatestRevision)
	require.Equal(t, now.Add(lifetime), renewed.Expire)

	// Revision 1 is still there. Five minutes later Juju asks again.
	out, err = ctx.Run(scenario.SecretExpired(secret, 1), out.State)
	require.NoError(t, err)
	require.Equal(t, []scenario.SecretRevision{{SecretID: renewed.ID, Revision: 1}}, out.RemovedSecretRevisions)
	require.Equal(t, 2, out.Secret(t, "credentials").LatestRevision)
}

func TestGuideExpireWhen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		option charm.SecretOption
		want   time.Time
	}{
		"at a time":    {charm.SecretExpireAt(time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)), time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)},
		"after a time": {charm.SecretExpireIn(36 * time.Hour), time.Date(2000, 1, 2, 12, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			setExpiry := charm.HandlerFunc(func(h *charm.Hook) error {
				return h.SecretByLabel("credentials").SetInfo(test.option)
			})

			out := run(t, setExpiry, scenario.UpdateStatus(), scenario.State{
				Leader:  true,
				Secrets: []scenario.Secret{credentials()},
			})

			require.Equal(t, test.want, out.Secret(t, "credentials").Expire)
		})
	}
}

// TestGuideExpireForgotten: new content without an expiry clears it; the old revision still expires.
func TestGuideExpireForgotten(t *testing.T) {
	t.Parallel()
	secret := credentials()
	secret.TrackedContent = secret.LatestContent
	secret.Expire = time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	setContent := charm.HandlerFunc(func(h *charm.Hook) error {
		return h.SecretByLabel("credentials").SetContent(map[string]string{"password": "second"})
	})
	out := run(t, setContent, scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})
	renewed := out.Secret(t, "credentials")
	require.True(t, renewed.Expire.IsZero())
	require.Equal(t, secret.Expire, renewed.TrackedExpire)
	require.Equal(t, "first", renewed.TrackedContent["password"], "an owner tracks what it has read, as everybody does")
}

func removeRevision(e *charm.SecretEvent) error {
	return e.RemoveRevision()
}

func TestGuideRemoveRevision(t *testing.T) {
	t.Parallel()
	secret := credentials()

	out := run(t, owner(), scenario.SecretRemove(secret, 41), scenario.State{
		Leader:  true,
		Secrets: []scenario.Secret{secret},
	})

	require.Equal(t, []scenario.SecretRevision{{SecretID: out.Secrets[0].ID, Revision: 41}}, out.RemovedSecretRevisions)
	require.Equal(t, 42, out.Secrets[0].LatestRevision)
}

// TestGuideSetAndRemove: of a new revision and a removal in one hook, Juju does what was asked last.
func TestGuideSetAndRemove(t *testing.T) {
	t.Parallel()
	secret := credentials()
	both := charm.NewMux()
	both.SecretExpired(func(e *charm.SecretEvent) error {
		if err := e.Secret.SetContent(map[string]string{"password": "second"}); err != nil {
			return err
		}
		return e.RemoveRevision()
	})
	secret.Revisions = []scenario.Revision{{Number: 1}}
	out := run(t, both, scenario.SecretExpired(secret, 1), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})
	require.Len(t, out.RemovedSecretRevisions, 1)
	require.Equal(t, "first", out.Secret(t, "credentials").LatestContent["password"])
}

// TestSeveralRevisionsInOneHook: juju/juju #20805, #20806.
func TestSeveralRevisionsInOneHook(t *testing.T) {
	t.Parallel()
	secret := credentials()
	secret.ID = firstID
	secret.Revisions = []scenario.Revision{{Number: 1}, {Number: 2}, {Number: 3}, {Number: 10}}
	remove := charm.HandlerFunc(func(h *charm.Hook) error {
		found := h.SecretByLabel("credentials") // once: Juju does not find by label what is partly to be removed
		for _, revision := range []int{1, 3} {
			if err := found.RemoveRevision(revision); err != nil {
				return err
			}
		}
		return nil
	})
	for version, left := range map[string][]int{"3.6.11": {2, 10}, "3.5.7": {1, 2, 10}} {
		ctx := scenario.Context{Charm: remove, Dir: ".", JujuVersion: version}
		out, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})
		require.NoError(t, err)
		var numbers []int
		for _, revision := range out.Secret(t, "credentials").Revisions {
			numbers = append(numbers, revision.Number)
		}
		require.Equal(t, left, numbers, version)
	}
}
