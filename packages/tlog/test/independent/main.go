// Checks a log directory in the layout of C2SP tlog-tiles with the tree, proof and note code of the Go checksum database.
// Usage: independent DIRECTORY. It holds what the log would serve, and `key` (the verifier key) and `proofs.json`.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

type proofs struct {
	Inclusion []struct {
		Index int64       `json:"index"`
		Proof []tlog.Hash `json:"proof"`
	} `json:"inclusion"`
	Consistency []struct {
		OldSize int64       `json:"oldSize"`
		OldRoot tlog.Hash   `json:"oldRoot"`
		Proof   []tlog.Hash `json:"proof"`
	} `json:"consistency"`
}

func main() {
	summary, err := check(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(summary)
}

func check(directory string) (string, error) {
	tree, err := openCheckpoint(directory)
	if err != nil {
		return "", err
	}
	stored, err := hashEntries(directory, tree.N)
	if err != nil {
		return "", err
	}
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return "", err
	}
	if root != tree.Hash {
		return "", fmt.Errorf("the entries have root %v, the checkpoint %v", root, tree.Hash)
	}
	tiles, err := checkTiles(directory, tree.N, reader)
	if err != nil {
		return "", err
	}
	counted, err := checkProofs(directory, tree, stored, reader)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("size %d, %d tiles, %d proofs", tree.N, tiles, counted), nil
}

func openCheckpoint(directory string) (tree tlog.Tree, err error) {
	key, err := os.ReadFile(filepath.Join(directory, "key"))
	if err != nil {
		return tree, err
	}
	verifier, err := note.NewVerifier(string(key))
	if err != nil {
		return tree, err
	}
	signed, err := os.ReadFile(filepath.Join(directory, "checkpoint"))
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tree, fmt.Errorf("not a checkpoint: %q", opened.Text)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// hashEntries reads the entry bundles and returns the stored hashes of the tree over them.
func hashEntries(directory string, size int64) ([]tlog.Hash, error) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	next := int64(0)
	for _, tile := range tlog.NewTiles(tileHeight, 0, size) {
		if tile.L != 0 {
			continue
		}
		bundle, err := os.ReadFile(filepath.Join(directory, path(tile, "entries")))
		if err != nil {
			return nil, err
		}
		for count := 0; count < tile.W; count++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return nil, fmt.Errorf("bundle %d is cut off", tile.N)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			hashes, err := tlog.StoredHashes(next, bundle[2:end], reader)
			if err != nil {
				return nil, err
			}
			stored = append(stored, hashes...)
			bundle = bundle[end:]
			next++
		}
		if len(bundle) != 0 {
			return nil, fmt.Errorf("bundle %d is too long", tile.N)
		}
	}
	return stored, nil
}

// checkTiles compares every tile that the size promises, and finds files that it does not promise.
func checkTiles(directory string, size int64, reader tlog.HashReader) (int, error) {
	promised := map[string]bool{}
	tiles := tlog.NewTiles(tileHeight, 0, size)
	for _, tile := range tiles {
		want, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return 0, err
		}
		got, err := os.ReadFile(filepath.Join(directory, path(tile, strconv.Itoa(tile.L))))
		if err != nil {
			return 0, err
		}
		if !bytes.Equal(got, want) {
			return 0, fmt.Errorf("%s differs", path(tile, strconv.Itoa(tile.L)))
		}
		promised[path(tile, strconv.Itoa(tile.L))] = true
		if tile.L == 0 {
			promised[path(tile, "entries")] = true
		}
	}
	return len(tiles), filepath.WalkDir(filepath.Join(directory, "tile"), func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(directory, file)
		if err == nil && !promised[filepath.ToSlash(name)] {
			err = fmt.Errorf("%s is not promised by the size", name)
		}
		return err
	})
}

func checkProofs(directory string, tree tlog.Tree, stored []tlog.Hash, reader tlog.HashReader) (int, error) {
	text, err := os.ReadFile(filepath.Join(directory, "proofs.json"))
	if err != nil {
		return 0, err
	}
	var given proofs
	if err := json.Unmarshal(text, &given); err != nil {
		return 0, err
	}
	for _, p := range given.Inclusion {
		leaf := stored[tlog.StoredHashIndex(0, p.Index)]
		if err := tlog.CheckRecord(p.Proof, tree.N, tree.Hash, p.Index, leaf); err != nil {
			return 0, fmt.Errorf("inclusion of %d: %w", p.Index, err)
		}
	}
	for _, p := range given.Consistency {
		root, err := tlog.TreeHash(p.OldSize, reader)
		if err != nil {
			return 0, err
		}
		if root != p.OldRoot {
			return 0, fmt.Errorf("the root of the first %d leaves differs", p.OldSize)
		}
		if err := tlog.CheckTree(p.Proof, tree.N, tree.Hash, p.OldSize, p.OldRoot); err != nil {
			return 0, fmt.Errorf("consistency with %d: %w", p.OldSize, err)
		}
	}
	return len(given.Inclusion) + len(given.Consistency), nil
}

// path is the C2SP path, which unlike that of the Go checksum database does not name the tile height.
func path(tile tlog.Tile, level string) string {
	rest := strings.SplitN(tile.Path(), "/", 4)[3]
	return "tile/" + level + "/" + rest
}
