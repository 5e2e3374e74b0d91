package hooktool_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// vector is one recorded run of Juju's own hook tools; testdata/vectors/README.md tells of it.
type vector struct {
	Name  string `json:"name"`
	State string `json:"state"`
	vectorHook
	Next []vectorHook `json:"next"`
}

// hooks lists the vector's hook and those that ran after it.
func (v *vector) hooks() []vectorHook {
	return append([]vectorHook{v.vectorHook}, v.Next...)
}

// tellsStatusTwice reports whether the vector reads the application's status with all its data: only there does it
// show that its state holds the unit's own status twice, once without data.
func (v *vector) tellsStatusTwice() bool {
	for _, hook := range v.hooks() {
		for _, step := range hook.Steps {
			if slices.Contains(step.Argv, "status-get") && slices.Contains(step.Argv, "--application") && slices.Contains(step.Argv, "--include-data") {
				return true
			}
		}
	}
	return false
}

// vectorHook is one hook: what it ran, and what it left behind.
type vectorHook struct {
	Hook       vectorEvent    `json:"hook"`
	Steps      []vectorStep   `json:"steps"`
	Pending    *vectorPending `json:"pending"`
	FlushError string         `json:"flush_error"`
	AtEnd      []vectorCall   `json:"at_end"`
}

// vectorEvent says which hook ran.
type vectorEvent struct {
	Name          string `json:"name"`
	Endpoint      string `json:"endpoint"`
	Relation      string `json:"relation"`
	RemoteApp     string `json:"remote_app"`
	RemoteUnit    string `json:"remote_unit"`
	DepartingUnit string `json:"departing_unit"`
	Storage       string `json:"storage"`
	Workload      string `json:"workload"`
	Secret        string `json:"secret"`
	SecretLabel   string `json:"secret_label"`
	Revision      int    `json:"revision"`
	Fails         bool   `json:"fails"`
}

// vectorStep is one hook tool that ran.
type vectorStep struct {
	Argv      []string              `json:"argv"`
	Stdin     string                `json:"stdin"`
	Files     map[string]vectorFile `json:"files"`
	RC        int                   `json:"rc"`
	Stdout    string                `json:"stdout"`
	Stderr    string                `json:"stderr"`
	Unordered bool                  `json:"unordered"`
	Log       []string              `json:"log"`
	Sent      []vectorCall          `json:"sent"`
	Wrote     map[string]string     `json:"wrote"`
}

// vectorCall is a call to the controller, or to the agent itself.
type vectorCall struct {
	Call string          `json:"call"`
	Args json.RawMessage `json:"args"`
}

// vectorFile is the content of a file: text, or a list of texts and repeated characters.
type vectorFile string

// UnmarshalJSON reads both forms.
func (f *vectorFile) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err == nil {
		*f = vectorFile(text)
		return nil
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	var whole strings.Builder
	for _, part := range parts {
		if err := json.Unmarshal(part, &text); err == nil {
			whole.WriteString(text)
			continue
		}
		var repeated struct {
			Repeat string `json:"repeat"`
			Count  int    `json:"count"`
		}
		if err := json.Unmarshal(part, &repeated); err != nil {
			return err
		}
		whole.WriteString(strings.Repeat(repeated.Repeat, repeated.Count))
	}
	*f = vectorFile(whole.String())
	return nil
}

// vectorTool holds the vectors of one file, which is named for a tool.
type vectorTool struct {
	Name    string
	Vectors []vector
}

// loadVectors reads all vectors of a folder, sorted by tool, and the states that they start from.
func loadVectors(dir string) ([]vectorTool, map[string]*vectorState, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, nil, err
	}
	if len(files) == 0 {
		return nil, nil, fmt.Errorf("cannot find vectors: no .json files in %s", dir)
	}
	var tools []vectorTool
	states := make(map[string]*vectorState)
	for _, file := range files {
		tool := vectorTool{Name: strings.TrimSuffix(filepath.Base(file), ".json")}
		if err := readJSON(file, &tool.Vectors); err != nil {
			return nil, nil, err
		}
		for _, v := range tool.Vectors {
			if states[v.State] != nil {
				continue
			}
			state := &vectorState{}
			if err := readJSON(filepath.Join(dir, "states", v.State+".json"), state); err != nil {
				return nil, nil, err
			}
			states[v.State] = state
		}
		tools = append(tools, tool)
	}
	return tools, states, nil
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("cannot read %s: %w", path, err)
	}
	return nil
}
