package runner

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// PanicError says that a charm's handler panicked.
type PanicError struct {
	Value any    // what it panicked with
	Stack []byte // where: a function and "file:line" for each frame of the charm, the innermost first
}

// Error says what the handler panicked with.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the error that the handler panicked with, nil if it was none.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// panicStack returns the frames of the charm while a panic is recovered. It holds no addresses and no
// goroutine's number, so that the same panic gives the same text.
func panicStack() []byte {
	var counters [256]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(2, counters[:])])
	var stack []runtime.Frame
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.Function, "/runner.InProcess") {
			break
		}
		stack = append(stack, frame)
		if !more {
			break
		}
	}
	return render(withoutAdapters(charmFrames(stack)))
}

// withoutAdapters leaves out what stands between the harness and the charm's own handler: the frames of
// package charm at the outer end.
func withoutAdapters(stack []runtime.Frame) []runtime.Frame {
	for n := len(stack); n > 0; n-- {
		if !strings.HasPrefix(stack[n-1].Function, charmPackage) {
			return stack[:n]
		}
	}
	return stack
}

const charmPackage = "github.com/charmscenario/scenario/charm."

// charmFrames leaves out what lies above the place of the panic: the frame that recovers and the
// runtime's. A panic in a deferred call, while another one unwinds, hides none of the charm's frames.
func charmFrames(stack []runtime.Frame) []runtime.Frame {
	start := slices.IndexFunc(stack, func(f runtime.Frame) bool { return f.Function == "runtime.gopanic" })
	for start++; start < len(stack) && strings.HasPrefix(stack[start].Function, "runtime."); {
		start++
	}
	return stack[min(start, len(stack)):]
}

func render(stack []runtime.Frame) []byte {
	var text []byte
	for _, frame := range stack {
		text = fmt.Appendf(text, "%s\n\t%s:%d\n", frame.Function, frame.File, frame.Line)
	}
	return text
}
