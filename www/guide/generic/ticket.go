package contextcard

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
)

// CardAddress is for an iframe: <iframe src="…">. It names nobody, and holds once, for a minute.
func CardAddress(agent Agent, conversation string, contact Contact) (string, error) {
	token, err := HostToken(agent, conversation, contact, "")
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(map[string]string{"token": token})
	if err != nil {
		return "", err
	}
	answer, err := http.Post("{{CARD}}/api/tickets", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	var told struct {
		URL     string
		Problem struct{ Message string }
	}
	if err := json.NewDecoder(answer.Body).Decode(&told); err != nil {
		return "", err
	}
	if told.URL == "" {
		return "", errors.New(told.Problem.Message)
	}
	return told.URL, nil
}
