.PHONY: site serve test race lint fuzz golden browser bench check install

site:    ; @go run ./cmd/studylog build && echo "The site is in public/: look at it with 'make serve'."
serve:   ; @go run ./cmd/studylog serve
test:    ; @go test ./... && echo "All tests passed. Not run here: the browser test ('make browser', needs Chromium and npm), the linters ('make lint'), the race detector ('make race')."
race:    ; @go test -race ./...
lint:    ; @.ci/lint
fuzz:    ; @.ci/fuzz 60s
golden:  ; @go test ./cmd/studylog -run Golden -update && git status --short cmd/studylog/testdata/golden
browser: ; @cd internal/browsertest && npm ci --no-audit --no-fund && go test -count=1 -v ./...
bench:   ; @go test -run '^$$' -bench . -benchmem ./internal/...
check:   ; @go run ./cmd/studylog check
install: ; @go install ./cmd/studylog && echo "Installed studylog in $$(go env GOBIN GOPATH | head -n 2 | sed -n '/./{p;q}')"
