"""The index on a Redis server: `store` is the way in; `server` connects, `tables` holds keys, `values` documents."""
