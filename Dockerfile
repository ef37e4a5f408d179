# dedup with its kernels compiled: docker build -t dedup . && docker run --rm -v "$PWD:/data" dedup clean seeds -o cleaned
FROM python:3.12-slim

# Compiled kernels lie in a folder that every user of the container may write: Numba reads only where it could write.
ENV NUMBA_CACHE_DIR=/var/cache/dedup PYTHONDONTWRITEBYTECODE=1

COPY pyproject.toml README.md LICENSE /src/
COPY dedup /src/dedup
RUN pip install --no-cache-dir /src && rm -r /src \
    && dedup warmup && chmod -R a+rwX "$NUMBA_CACHE_DIR"

WORKDIR /data
ENTRYPOINT ["dedup"]
