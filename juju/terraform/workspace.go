package terraform

import (
	"path/filepath"
	"slices"

	"github.com/charmscenario/scenario/juju"
)

// Workspace is a simulated model together with what was applied to it: what terraform keeps in its state. Only Model must be set.
//
// A Workspace is for one goroutine at a time, as its Model is.
type Workspace struct {
	// Model stands for the controller that the provider is connected to: plans can name it, the other models of its controller, and those that they
	// add themselves.
	Model *juju.Model

	// Variables are the values of input variables, as -var gives them: nil, booleans, texts, numbers, and lists and maps of such. They win over
	// *.tfvars files. Values for variables that are not declared are errors.
	Variables map[string]any

	// Charms are what a store would offer besides Model.Charms: other revisions of a charm, and other channels. See [Release].
	Charms []Release

	instances []*instance // in the order in which they were created
	skip      bool        // the provider's skip_failed_deletion, as of the last apply
	charms    charms
	last      *Configuration // of ApplyText and ApplyDir
}

// instance is a resource as it was left by the last apply.
type instance struct {
	address string
	kind    *kind
	values  values // all known, nothing marked
	marks   marks
	needs   []string // addresses of the resources that it depends on, without keys
}

// Plan tells what Apply would do, and changes nothing.
func (w *Workspace) Plan(c *Configuration) (*Result, error) {
	if c == nil {
		return &Result{}, noConfiguration()
	}
	return w.run(c, false)
}

// Apply makes the model what the configuration says: it destroys, creates, updates and replaces resources as Terraform and the provider do. What
// was done is told also when there is an error: resources that do not depend on one that failed are still taken care of, and the next Apply goes on from
// there. It returns an [*Error].
func (w *Workspace) Apply(c *Configuration) (*Result, error) {
	if c == nil {
		return &Result{}, noConfiguration()
	}
	return w.run(c, true)
}

// noConfiguration refuses nil, which must not destroy everything.
func noConfiguration() error {
	return &Error{Diagnostics: []Diagnostic{{Summary: "No configuration", Detail: "The configuration is nil: want one of Parse, ReadFiles or ReadDir. Destroy destroys everything."}}}
}

// ApplyText applies the text of one file; see [Parse] and [Workspace.Apply].
func (w *Workspace) ApplyText(name, text string) (*Result, error) {
	return w.applySources(filepath.Dir(name), []source{{name, text}})
}

// ApplyDir applies the files of a directory; see [ReadDir] and [Workspace.Apply].
func (w *Workspace) ApplyDir(dir string) (*Result, error) {
	sources, err := dirSources(dir)
	if err != nil {
		return &Result{}, err
	}
	return w.applySources(dir, sources)
}

// applySources applies texts. Those that were applied last are not read again: that is most of the time when nothing has changed.
func (w *Workspace) applySources(dir string, sources []source) (*Result, error) {
	if w.last == nil || w.last.dir != dir || !slices.Equal(w.last.sources, sources) {
		c, err := parse(dir, sources)
		if err != nil {
			return &Result{}, err
		}
		w.last = c
	}
	return w.Apply(w.last)
}

// Destroy destroys everything that was applied, what depends on others before them (terraform destroy).
func (w *Workspace) Destroy() (*Result, error) { return w.run(nil, true) }

// Resources lists the addresses of what the Workspace has applied, in the order in which it was created.
func (w *Workspace) Resources() []string {
	var list []string
	for _, i := range w.instances {
		list = append(list, i.address)
	}
	return list
}
