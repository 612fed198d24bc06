# The image holds what `make setup` installs and nothing that builds it. It runs as a plain user on a
# file system that may be read-only: what is written goes to /data, or to PostgreSQL.
FROM python:3.11-slim-trixie AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/between-visits
COPY . .
RUN make setup \
    && .venv/bin/python -m compileall -q app migrations \
    && rm -rf node_modules

# Debian's trixie has PostgreSQL 17's programs, for backups: as new as the database in compose.yaml.
FROM python:3.11-slim-trixie
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin visits \
    && install --directory --owner=visits --mode=0700 /data /backups
WORKDIR /srv/between-visits
COPY --from=build /srv/between-visits/.venv .venv
COPY --from=build /srv/between-visits/app app
COPY --from=build /srv/between-visits/migrations migrations
COPY --from=build /srv/between-visits/alembic.ini alembic.ini
USER visits
ENV PATH=/srv/between-visits/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATABASE_URL=sqlite:////data/between-visits.db \
    LOG_FORMAT=json
EXPOSE 8000
VOLUME /data /backups
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["between-visits", "serve"]
