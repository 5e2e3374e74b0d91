module github.com/charmscenario/scenario

go 1.25.0
