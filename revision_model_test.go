package scenario_test

import (
	"maps"
	"slices"
)

// revisionModel is the reference for the revisions of one secret, as its owner sees them with Juju 3.6:
// what a person would write down from Juju's documentation. It uses nothing of the code under test.
type revisionModel struct {
	exists  bool
	latest  int
	content map[int]string // of the revisions that exist
	tracked int            // 0: not read yet

	// Of the hook that runs.
	pendingContent string // "": none
	pendingRemoves []int
	pendingAll     bool
}

func newRevisionModel(content string) *revisionModel {
	return &revisionModel{exists: true, latest: 1, content: map[int]string{1: content}}
}

// read answers a get; what is tracked changes at once. "" is a refusal.
func (m *revisionModel) read(peek, refresh bool) string {
	if (peek || refresh) && m.pendingContent != "" {
		return m.pendingContent // refreshing to it waits for the end, see end
	}
	if !m.exists {
		return ""
	}
	if m.tracked == 0 || refresh {
		m.tracked = m.latest
	}
	if peek {
		return m.content[m.latest]
	}
	return m.content[m.tracked]
}

// set gives new content when the hook ends; what is the latest content already is dropped.
func (m *revisionModel) set(content string) {
	if m.exists && m.content[m.latest] == content {
		return
	}
	m.pendingContent, m.pendingRemoves, m.pendingAll = content, nil, false
}

// remove takes a revision away when the hook ends, 0 all of them; it drops pending content.
func (m *revisionModel) remove(revision int) {
	m.pendingContent = ""
	switch {
	case revision == 0:
		m.pendingAll, m.pendingRemoves = true, nil
	case !m.pendingAll:
		m.pendingRemoves = append(m.pendingRemoves, revision)
	}
}

// end commits the hook, or drops what is pending. It reports whether Juju refuses.
func (m *revisionModel) end(succeeds, refreshPending bool) (refused bool, removed []int) {
	content, removes, all := m.pendingContent, m.pendingRemoves, m.pendingAll
	m.pendingContent, m.pendingRemoves, m.pendingAll = "", nil, false
	switch {
	case !succeeds:
	case content != "" && !m.exists:
		return true, nil
	case content != "":
		m.latest++
		m.content[m.latest] = content
		if refreshPending {
			m.tracked = m.latest
		}
	case all:
		m.exists, m.content = false, nil
	default:
		for _, revision := range removes {
			if _, ok := m.content[revision]; ok {
				delete(m.content, revision)
				removed = append(removed, revision)
			}
		}
		if m.exists && len(removes) > 0 && len(m.content) == 0 {
			m.exists = false
		}
	}
	return false, removed
}

func (m *revisionModel) numbers() []int { return slices.Sorted(maps.Keys(m.content)) }
