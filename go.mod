module github.com/charmscenario/scenario

go 1.25.0

require github.com/rs/xid v1.6.0 // indirect
