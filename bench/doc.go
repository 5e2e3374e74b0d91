// Package bench measures Scenario against goopstest: the same charm work, results asserted equal. It
// is a module of its own, so that nobody who uses Scenario downloads what is compared.
package bench
