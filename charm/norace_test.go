//go:build !race

package charm_test

// raceDetector says that the test binary is built with the race detector.
const raceDetector = false
