package controller

import "strings"

// RelationNumber returns the number of a relation ID, such as 3 of "database:3" or "3"; the name
// before the colon does not count, as in Juju's hook tools.
func RelationNumber(id string) (int, bool) {
	digits := id[strings.LastIndexByte(id, ':')+1:]
	if digits == "" || len(digits) > 9 {
		return 0, false
	}
	number := 0
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		number = number*10 + int(digits[i]-'0')
	}
	return number, true
}
