module schema-merge

go 1.24
