package main

import (
	"slices"
	"testing"

	"studylog/internal/content"
)

// Every setting that there is has a value to show, and no other has.
func TestConfigHasEverySetting(t *testing.T) {
	values := settingValues(content.DefaultSettings())
	var keys []string
	for _, key := range content.SettingKeys() {
		keys = append(keys, key.Path)
		if _, ok := values[key.Path]; !ok {
			t.Errorf("config does not show %s", key.Path)
		}
	}
	for key := range values {
		if !slices.Contains(keys, key) {
			t.Errorf("config shows %s, which is no setting", key)
		}
	}
}
