.PHONY: site serve test race lint fuzz golden browser bench check install
LINT = go tool -modfile=internal/lint/go.mod
FUZZTIME = 30s

site:    ; @go run ./cmd/studylog build && echo "The site is in public/. To look at it: make serve"
serve:   ; @go run ./cmd/studylog serve
test:    ; @go test ./... && echo "All of these passed. Not run here: the browser test (make browser; needs Chromium and npm), the linters (make lint), the race detector (make race)."
race:    ; @go test -race ./...
lint:    ; @go vet ./... && $(LINT) staticcheck ./... && $(LINT) actionlint && { ! $(LINT) gofumpt -l . | grep .; } && echo "lint: nothing found"
fuzz:    ; @for p in $$(go list ./...); do for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$p || exit 1; done; done
golden:  ; @go test ./cmd/studylog -run Golden -update && git status --short cmd/studylog/testdata
browser: ; @cd internal/browsertest && npm ci --no-audit --no-fund && go test -count=1 -v ./...
bench:   ; @go test -p 1 -run '^$$' -bench . -benchmem ./internal/... && go run ./internal/bench
check:   ; @go run ./cmd/studylog check
install: ; @CGO_ENABLED=0 go install -trimpath -tags nethttpomithttp2 -ldflags='-s -w' ./cmd/studylog && echo "Installed: $$(go list -f '{{.Target}}' ./cmd/studylog). Its manual page: studylog man | man -l -"
