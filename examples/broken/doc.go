// Package broken holds tests that fail, each for a mistake that people make with charms or with their
// tests. They are there to be read and repaired: what a failure says is all that should be needed.
//
//	go test -tags broken ./examples/broken
package broken
