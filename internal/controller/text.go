package controller

import "unicode/utf8"

// Received returns a text as it comes over Juju's API, which speaks JSON: each byte that is no UTF-8 is lost, and
// U+FFFD stands for it.
func Received(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return string([]rune(text))
}

// received is Received for keys and values; a map without fault is returned as it is.
func received(texts map[string]string) map[string]string {
	for key, value := range texts {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return receivedCopy(texts)
		}
	}
	return texts
}

func receivedCopy(texts map[string]string) map[string]string {
	n := make(map[string]string, len(texts))
	for key, value := range texts {
		n[Received(key)] = Received(value)
	}
	return n
}
