//go:build race

package scenario_test

// raceDetector says that the test binary is built with the race detector.
const raceDetector = true
