package goopscharm

// Environment is environment, for tests.
var Environment = environment
