-- One database a world for Dagster's records, one for the catalogue of the lake.
create database lake;
create database ha_giang;
create database kon_tum;
