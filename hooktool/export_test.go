package hooktool

import (
	"context"

	"github.com/charmscenario/scenario/call"
)

// NewClient returns a Client whose tools are a function.
func NewClient(run func(ctx context.Context, argv []string, stdin []byte) (Result, error)) *Client {
	return &Client{run: run}
}

// RefusalOf reads the failure of a tool, and tells which row of the table of meanings it fits; -1: none.
func RefusalOf(tool string, result Result) (refusal *call.Error, row int) {
	refusal = refusalOf(tool, result)
	return refusal, rowOf(refusal.Message)
}

// Meanings is the number of rows of the table of meanings.
func Meanings() int { return len(meanings()) }
