package juju

// Application returns the status of one application, as it is in [Model.Status] (juju show-application).
func (m *Model) Application(name string) (ApplicationStatus, error) {
	if err := m.open(); err != nil {
		return ApplicationStatus{}, err
	}
	a, err := m.findApp(name)
	if err != nil {
		return ApplicationStatus{}, err
	}
	return a.describe(), nil
}

// Relation returns the status of the relation of two applications, named as for [Model.Integrate], as it is in [Model.Status].
func (m *Model) Relation(a, b string) (RelationStatus, error) {
	if err := m.open(); err != nil {
		return RelationStatus{}, err
	}
	r, err := m.findRelation(a, b)
	if err != nil {
		return RelationStatus{}, err
	}
	return r.describe(m), nil
}
