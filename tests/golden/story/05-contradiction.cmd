deploy --pin --follow
