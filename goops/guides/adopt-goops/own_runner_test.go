package database_test

import (
	"testing"

	"github.com/gruyaume/goops"
	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	goopscharm "github.com/charmscenario/scenario/goops"
)

// ports answers the tools that Scenario does not simulate yet, and leaves the others to it.
type ports struct {
	goops.CommandRunner
	opened *[]string
}

func (p ports) Run(name string, args ...string) ([]byte, error) {
	switch name {
	case "opened-ports":
		return []byte("[]"), nil
	case "open-port":
		*p.opened = append(*p.opened, args...)
		return nil, nil
	}
	return p.CommandRunner.Run(name, args...)
}

// expose is a charm that opens a port.
func expose() error {
	if err := goops.SetPorts([]*goops.Port{{Port: 5432, Protocol: goops.ProtocolTCP}}); err != nil {
		return err
	}
	return goops.SetUnitStatus(goops.StatusActive, "listening")
}

func TestExpose(t *testing.T) {
	t.Parallel()
	var opened []string
	ctx := scenario.Context{Dir: ".", Charm: goopscharm.Handler(func() error {
		goops.SetCommandRunner(ports{goops.GetCommandRunner(), &opened})
		return expose()
	})}

	out, err := ctx.Run(scenario.Start(), scenario.State{})

	require.NoError(t, err)
	require.Equal(t, []string{"5432/tcp"}, opened)
	require.Equal(t, "listening", out.UnitStatus.Message)
}
