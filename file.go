package scenario

import (
	"fmt"
	"os"

	"github.com/charmscenario/scenario/internal/codec"
)

// LoadState reads a State from a file: YAML, or JSON if its name ends in ".json". All that is wrong with
// the file is reported at once, with lines and the nearest keys. Whether the State fits a charm is seen
// when it is run.
func LoadState(path string) (State, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return State{}, fmt.Errorf("cannot read State: %w", err)
	}
	var s State
	if err := codec.DecodeFile(path, text, &s); err != nil {
		return State{}, fmt.Errorf("cannot read State: %w", err)
	}
	return s, nil
}
